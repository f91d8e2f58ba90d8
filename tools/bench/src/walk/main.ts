import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { load, machineInWords, yardstickMs } from '../machine.ts';
import { publish } from '../target.ts';
import { measureCandleCache } from './candle-cache.ts';
import { measureDefault, measureScaled, type ScaledResult } from './measure.ts';
import { report } from './report.ts';

const PAGE = resolve(import.meta.dirname, '../../../../docs/benchmarks/walk.md');
const SYMBOLS = [100, 300, 1000];

/** Measures the walk as the whole system does it, and writes docs/benchmarks/walk.md. Limits that are missed make it fail. */
export async function run(): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const at = Date.now();
  const before = load();
  const yardstick = yardstickMs();
  say('the candle cache');
  const cache = await measureCandleCache();
  say('the system as it starts: about four minutes');
  const standard = await measureDefault();
  const scaled: ScaledResult[] = [];
  for (const symbols of SYMBOLS) {
    say(`the system with ${symbols} symbols`);
    scaled.push(await measureScaled(symbols, symbols === SYMBOLS[0]));
  }
  const results = {
    at,
    machine: machineInWords(),
    load: [before, load()] as const,
    yardstickMs: yardstick,
    cache,
    standard,
    scaled,
  };
  mkdirSync(dirname(PAGE), { recursive: true });
  publish(PAGE, report(results), say);
}
