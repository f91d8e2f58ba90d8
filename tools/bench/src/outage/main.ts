import { resolve } from 'node:path';
import { load as loadAverage, machineInWords } from '../machine.ts';
import { spreadOf } from '../statistics.ts';
import { publish } from '../target.ts';
import { FAULT_NAMES, type Fault } from './faults.ts';
import { measureLong } from './measure-long.ts';
import { report } from './report.ts';
import { TradingSystem, type Turn } from './trading-system.ts';

const PAGE = resolve(import.meta.dirname, '../../../../docs/benchmarks/outage.md');
const ROUNDS = 7;
const SECONDS = 4;
const INTERRUPTED = 130;
/** `BENCH_OUTAGE_SECONDS` for a shorter one. */
const LONG_SECONDS = Number(process.env['BENCH_OUTAGE_SECONDS'] || 600);

/** Measures what outages of telemetry cost whoever trades, and writes docs/benchmarks/outage.md. */
export async function run(): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const load = loadAverage();
  const trading = await TradingSystem.start();
  // The supervisor may be stopped just then, and would not see that its starter is gone.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => trading.stop().finally(() => process.exit(INTERRUPTED)));
  }
  try {
    await trading.turn(5 * SECONDS);
    const rested = await trading.now();
    const healthy: Turn[] = [];
    const turns: { fault: Fault; turn: Turn; p99Ratio: number }[] = [];
    let before = await trading.turn(SECONDS);
    for (let round = 1; round <= ROUNDS; round++) {
      for (const fault of FAULT_NAMES) {
        const turn = await trading.during([fault], () => trading.turn(SECONDS));
        const after = await trading.turn(SECONDS);
        turns.push({ fault, turn, p99Ratio: turn.p99Ms / ((before.p99Ms + after.p99Ms) / 2) });
        healthy.push(after);
        before = after;
      }
      const latest = turns.slice(-FAULT_NAMES.length);
      say(`round ${round}: p99 × ${latest.map(({ fault, p99Ratio }) => `${p99Ratio.toFixed(2)} ${fault}`).join(', ')}`);
    }
    const long = await measureLong(trading, LONG_SECONDS, say);
    const faulty = turns.map(({ turn }) => turn);
    const measured = report({
      machine: machineInWords(),
      load,
      rounds: ROUNDS,
      seconds: SECONDS,
      p99: FAULT_NAMES.map((name) => {
        return { fault: name, ratio: spreadOf(turns.filter(({ fault }) => fault === name).map((one) => one.p99Ratio)) };
      }),
      healthyP99Ms: spreadOf(healthy.map(({ p99Ms }) => p99Ms)),
      healthyPerSecond: spreadOf(healthy.map(({ perSecond }) => perSecond)),
      unfilled: { faulty: unfilledOf([...faulty, ...long.turns]), healthy: unfilledOf(healthy) },
      killSwitch: {
        faulty: spreadOf(faulty.map(({ killSwitchMs }) => killSwitchMs)),
        healthy: spreadOf(healthy.map(({ killSwitchMs }) => killSwitchMs)),
      },
      long,
      rested,
    });
    publish(PAGE, measured, say);
    if (measured.missed.length > 0) for (const refusal of trading.refusals) say(`not filled: ${refusal}`);
  } finally {
    await trading.stop();
  }
}

/** Of a thousand orders. */
function unfilledOf(turns: readonly Turn[]): number {
  const sum = (of: 'unfilled' | 'done') => turns.reduce((total, turn) => total + turn[of], 0);
  return (1000 * sum('unfilled')) / sum('done');
}
