import { availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';
import { spreadOf } from './statistics.ts';

/** A description of the machine, without anything that identifies it. */
export function machineInWords(): string {
  const model = cpus()[0]?.model.trim() || 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} cores (${model}), ${memory} GB of memory, ${platform()}, Node ${process.versions.node}`;
}

/** How many processes wanted a core, over the last minute. */
export const load = (): number => loadavg()[0] ?? 0;

/** A fixed piece of work on this machine, in ms: 2,000,000 numbers drawn, sorted by the million, and added up. */
export function yardstickMs(): number {
  const once = () => {
    const began = performance.now();
    let sum = 0;
    for (let round = 0; round < 2; round++) {
      let seed = round + 1;
      const numbers = Float64Array.from({ length: 1_000_000 }, () => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed;
      });
      sum += numbers.sort().reduce((total, each) => total + each, 0);
    }
    return sum > 0 ? performance.now() - began : Number.NaN;
  };
  return spreadOf(Array.from({ length: 5 }, once)).median;
}
