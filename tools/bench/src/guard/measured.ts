import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { freePorts, openGuardNeighbours, until } from '@qt/test-kit';
import { CALLERS, type Load, loadOf } from '../load.ts';
import { spawnPinned } from '../pinned.ts';
import type { Spread } from '../statistics.ts';
import { guardCaller } from './callers.ts';

const HERE = import.meta.dirname;
const GUARD = resolve(HERE, '../../../../apps/risk-guard/dist');
const TOKEN = 'the-bench-asks-as-a-service';

/** Something whose callers wait for the disk. */
export interface Measured {
  load(seconds: number): Promise<Load>;
  stop(): Promise<void>;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  child.kill();
  await ended;
}

/** Starts a process that only commits rows, as the baseline. */
export async function startBare(folder: string): Promise<Measured> {
  const child = spawnPinned(resolve(HERE, '../../dist/guard/bare-commits.js'), { args: [join(folder, 'bare.db')] });
  await once(child, 'message');
  return {
    async load(seconds) {
      child.send({ seconds });
      const [load] = await once(child, 'message');
      return load as Load;
    },
    stop: () => stop(child),
  };
}

/** The guard as `start` runs it, with limits that bind only the order that is too large. */
export async function startGuard(folder: string): Promise<Measured & { readonly startMs: number }> {
  const [port = 0] = await freePorts(1);
  const neighbours = await openGuardNeighbours({ symbols: ['BTCUSDT'], price: '50000', cash: '100000' });
  const began = performance.now();
  const child = spawnPinned(join(GUARD, 'main.js'), {
    nodeArgs: ['--max-semi-space-size=4', '--import', pathToFileURL(join(GUARD, 'instrumentation.js')).href],
    env: {
      QT_DATA_DIR: folder,
      QT_RISK_GUARD_PORT: String(port),
      QT_SERVICE_TOKEN: TOKEN,
      QT_SYMBOLS: 'BTCUSDT',
      QT_API_URL: neighbours.url,
      QT_MARKET_SIM_URL: neighbours.url,
      QT_MAX_ORDERS_PER_MINUTE: '10000000',
      QT_MAX_CANCELS_PER_MINUTE: '10000000',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = `http://127.0.0.1:${port}`;
  await until('the guard', async () => (await fetch(`${url}/health/live`)).ok || undefined, 120_000);
  const startMs = performance.now() - began;
  await until('the guard to let new risk in', () => letsNewRiskIn(url), 120_000);
  const callers = Array.from({ length: CALLERS }, () => guardCaller(url, TOKEN));
  return {
    startMs,
    load: (seconds) => loadOf(callers, seconds, () => cpuUsOf(child)),
    stop: () => stop(child).then(neighbours.close),
  };
}

/** It waits for a price and for the API's ledger. */
async function letsNewRiskIn(url: string): Promise<true | undefined> {
  const risk = (await (await fetch(`${url}/risk`)).json()) as { readonly trading: { readonly allowed: boolean } };
  return risk.trading.allowed || undefined;
}

/** Linux counts in hundredths of a second; elsewhere unknown. */
function cpuUsOf({ pid }: ChildProcess): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) * 10_000;
  } catch {
    return Number.NaN;
  }
}

/** Gives a guard that is stopped so many entries in its audit. */
export function fillAudit(folder: string, rows: number): void {
  const database = new DatabaseSync(join(folder, 'risk-guard', 'risk-guard.db'));
  database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
    INSERT INTO audit (at, actor, action, outcome, detail, request_id, hash)
    SELECT i, 'api', 'reserve', 'accepted',
      'allowed buy 0.001 BTCUSDT as order-' || i || ' at 50000, reservation 00000000-0000-4000-8000-000000000000',
      '00000000-0000-4000-8000-000000000000', '${'0'.repeat(64)}' FROM n;
    PRAGMA wal_checkpoint(TRUNCATE)`);
  database.close();
}

/** What one decision costs, in µs of CPU. */
export function decisionMicroseconds(): Spread {
  const program = resolve(HERE, '../../src/guard/decide.ts');
  const output = execFileSync(process.execPath, ['--conditions=@qt/source', program], { encoding: 'utf8' });
  return JSON.parse(output) as Spread;
}

/** Makes a folder below `root` and returns its path. */
export function newFolder(root: string, name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}
