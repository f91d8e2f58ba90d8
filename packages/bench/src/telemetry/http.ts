import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import autocannon from 'autocannon';
import { spawnPinned } from '../pinned.ts';
import { type Spread, shuffled, spreadOf } from '../statistics.ts';
import { BARE, CANDIDATES, type Candidate } from './candidates.ts';
import type { Told } from './servers/prices.ts';
import { startSink } from './sink.ts';

const SERVERS = resolve(import.meta.dirname, '../../dist/telemetry/servers');
const CONNECTIONS = 32;

export interface HttpResult {
  readonly name: string;
  readonly requestsPerSecond: Spread;
  /** Of bare in the same round: requests for each second that the server's core worked on them. */
  readonly throughput: Spread;
  /** The same by the clock, which whatever else runs on the machine takes part in. */
  readonly byClock: Spread;
  readonly p99Ms: Spread;
  readonly p99: Spread;
  /** Bytes more than bare, after the load and a collection of garbage. */
  readonly memory: number;
  /** ms more than bare, from the start of the process to the first request that it could take. */
  readonly startUp: Spread;
}

export interface HttpPlan {
  readonly rounds: number;
  readonly seconds: number;
  readonly starts: number;
  /** Until the compiler has done its work. */
  readonly warmUpSeconds: number;
  readonly only?: readonly string[];
}

/** Loads every candidate in turns, round after round; they stay up between their turns. */
export async function measureHttp({ rounds, seconds, starts, warmUpSeconds, only }: HttpPlan): Promise<HttpResult[]> {
  const candidates = CANDIDATES.filter(({ name }) => name === BARE || (only?.includes(name) ?? true));
  const folder = mkdtempSync(join(tmpdir(), 'qt-bench-'));
  const sink = await startSink();
  const startMs = new Map<string, number[]>(candidates.map(({ name }) => [name, []]));
  const up: Up[] = [];
  try {
    for (let round = 0; round < starts; round++) {
      for (const candidate of shuffled(candidates, Math.random)) {
        const server = await startCandidate(candidate, folder, sink.url);
        startMs.get(candidate.name)?.push(server.startMs);
        if (round === starts - 1) up.push(server);
        else await stop(server);
      }
    }
    for (const server of up) await load(server, warmUpSeconds);
    const turns = new Map<string, Turn[]>(up.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const server of shuffled(up, Math.random)) turns.get(server.name)?.push(await load(server, seconds));
    }
    const rss = new Map<string, number>();
    for (const server of up) rss.set(server.name, (await memoryOf(server)).rss);
    const bare = turns.get(BARE) ?? [];
    const bareStart = spreadOf(startMs.get(BARE) ?? []).median;
    return candidates.map(({ name }) => {
      const own = turns.get(name) ?? [];
      return {
        name,
        requestsPerSecond: spreadOf(own.map(({ rps }) => rps)),
        throughput: spreadOf(own.map(({ cpuUs }, round) => (bare[round]?.cpuUs ?? Number.NaN) / cpuUs)),
        byClock: spreadOf(own.map(({ rps }, round) => rps / (bare[round]?.rps ?? Number.NaN))),
        p99Ms: spreadOf(own.map(({ p99 }) => p99)),
        p99: spreadOf(own.map(({ p99 }, round) => p99 / (bare[round]?.p99 ?? Number.NaN))),
        memory: (rss.get(name) ?? 0) - (rss.get(BARE) ?? 0),
        startUp: spreadOf((startMs.get(name) ?? []).map((ms) => ms - bareStart)),
      };
    });
  } finally {
    for (const server of up) await stop(server);
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Up {
  readonly name: string;
  readonly child: ChildProcess;
  readonly url: string;
  readonly startMs: number;
  readonly logFile: string;
}

/** Starts a candidate on the measured core, its log going to a file. */
export async function startCandidate(candidate: Candidate, folder: string, collector: string): Promise<Up> {
  const { name, file, env = {}, nodeArgs = [] } = candidate;
  const logFile = join(folder, `${file}.log`);
  const log = openSync(logFile, 'a');
  const child = spawnPinned(join(SERVERS, `${file}.js`), {
    nodeArgs,
    env: { QT_DATA_DIR: folder, OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_SERVICE_NAME: 'bench', ...env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  const told = await toldBy(child).catch((error: unknown) => {
    throw new Error(`${name} did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`, { cause: error });
  });
  if (!('listening' in told)) throw new Error(`${name}: expected to be told a port, actual ${JSON.stringify(told)}`);
  const url = `http://127.0.0.1:${told.listening}/api/prices/latest/BTCUSDT`;
  return { name, child, url, startMs: told.startMs, logFile };
}

/** What one server did while it was kept busy. */
export interface Turn {
  readonly rps: number;
  readonly p99: number;
  /** Of the server's core, for one request. */
  readonly cpuUs: number;
}

/** Keeps a server busy and tells what it answered. @throws Error when an answer was not 200 */
export async function load(server: Up, seconds: number): Promise<Turn> {
  const { name, url, logFile } = server;
  const before = await cpuOf(server);
  const { requests, latency, errors, non2xx, duration } = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
  });
  if (errors > 0 || non2xx > 0) throw new Error(`${name}: expected only 200, actual ${errors + non2xx} others`);
  const cpuUs = ((await cpuOf(server)) - before) * 1000;
  truncateSync(logFile);
  return { rps: requests.total / duration, p99: latency.p99, cpuUs: cpuUs / requests.total };
}

export async function memoryOf({ name, child }: Up): Promise<{ rss: number; heap: number }> {
  child.send('memory');
  const told = await toldBy(child);
  if (!('rss' in told)) throw new Error(`${name}: expected its memory, actual ${JSON.stringify(told)}`);
  return told;
}

async function cpuOf({ name, child }: Up): Promise<number> {
  child.send('cpu');
  const told = await toldBy(child);
  if (!('cpuMs' in told)) throw new Error(`${name}: expected its CPU time, actual ${JSON.stringify(told)}`);
  return told.cpuMs;
}

function toldBy(child: ChildProcess): Promise<Told> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => {
      child.off('message', onMessage);
      reject(new Error(`${child.spawnargs.at(-1)}: expected a message, actual an exit with ${code}`));
    };
    const onMessage = (told: Told) => {
      child.off('exit', onExit);
      resolve(told);
    };
    child.once('exit', onExit).once('message', onMessage);
  });
}

export async function stop({ child }: Up): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
