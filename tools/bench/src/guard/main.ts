import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Load } from '../load.ts';
import { load as loadAverage, machineInWords } from '../machine.ts';
import { pinSelf } from '../pinned.ts';
import { spreadOf } from '../statistics.ts';
import { publish } from '../target.ts';
import { decisionMicroseconds, fillAudit, type Measured, newFolder, startBare, startGuard } from './measured.ts';
import { report } from './report.ts';

const PAGE = resolve(import.meta.dirname, '../../../../docs/benchmarks/guard.md');
const ROWS = 1_000_000;
const ROUNDS = 7;
const SECONDS = 2;

/** Measures the guard's durable decisions beside bare commits, and writes docs/benchmarks/guard.md. */
export async function run(): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const load = loadAverage();
  const machine = machineInWords();
  const decisionUs = decisionMicroseconds();
  pinSelf();
  const root = mkdtempSync(join(tmpdir(), 'qt-bench-guard-'));
  const measured: Measured[] = [];
  try {
    const bare = await startBare(newFolder(root, 'bare'));
    measured.push(bare);
    const empty = await startGuard(newFolder(root, 'empty'));
    measured.push(empty);
    const full = newFolder(root, 'full');
    await (await startGuard(full)).stop();
    say(`${ROWS} entries of the audit`);
    fillAudit(full, ROWS);
    const withRows = await startGuard(full);
    measured.push(withRows);
    for (const each of measured) await each.load(SECONDS);

    const turns: { readonly before: Load; readonly empty: Load; readonly withRows: Load; readonly after: Load }[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const turn = {
        before: await bare.load(SECONDS),
        empty: await empty.load(SECONDS),
        withRows: await withRows.load(SECONDS),
        after: await bare.load(SECONDS),
      };
      turns.push(turn);
      say(
        `round ${round}: ${Object.entries(turn)
          .map(([who, { perSecond, p99Ms }]) => `${who} ${perSecond.toFixed(0)}/s, p99 ${p99Ms.toFixed(1)} ms`)
          .join('; ')}`,
      );
    }
    const baseline = (turn: (typeof turns)[number], of: keyof Load) => (turn.before[of] + turn.after[of]) / 2;
    const each = (ratio: (turn: (typeof turns)[number]) => number) => spreadOf(turns.map(ratio));
    const results = report({
      machine,
      load,
      rows: ROWS,
      throughput: each((turn) => turn.empty.perSecond / baseline(turn, 'perSecond')),
      p99: each((turn) => turn.empty.p99Ms / baseline(turn, 'p99Ms')),
      throughputWithRows: each((turn) => turn.withRows.perSecond / turn.empty.perSecond),
      p99WithRows: each((turn) => turn.withRows.p99Ms / turn.empty.p99Ms),
      decisionUs,
      barePerSecond: each((turn) => baseline(turn, 'perSecond')),
      bareP99Ms: each((turn) => baseline(turn, 'p99Ms')),
      guardPerSecond: each((turn) => turn.empty.perSecond),
      guardP99Ms: each((turn) => turn.empty.p99Ms),
      bareCpuUs: each((turn) => baseline(turn, 'cpuUs')),
      guardCpuUs: each((turn) => turn.empty.cpuUs),
      startMs: [empty.startMs, withRows.startMs],
    });
    publish(PAGE, results, say);
  } finally {
    await Promise.all(measured.map((each) => each.stop()));
    rmSync(root, { recursive: true, force: true });
  }
}
