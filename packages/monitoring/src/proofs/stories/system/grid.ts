import type { ValueAt } from '../../series/series.ts';

/** The times of a story's samples: every `step` s from 0 to `until`. */
export interface Grid {
  readonly step: number;
  readonly until: number;
}

/** A counter that grows by `increase(t)` with each sample, from 0 in each process. */
export function growing({ step, until }: Grid, increase: (t: number) => number): ValueAt {
  const sums: number[] = [0];
  for (let t = step; t <= until; t += step) sums.push((sums.at(-1) ?? 0) + increase(t));
  const sumAt = (t: number) => sums[Math.floor(Math.max(0, t) / step)] ?? 0;
  return (t, [from]) => sumAt(t) - sumAt(from);
}

/** A counter of what happens at these times. */
export function counting(grid: Grid, times: readonly number[]): ValueAt {
  const counts = new Map<number, number>();
  for (const at of times) {
    const seen = Math.ceil(at / grid.step) * grid.step;
    counts.set(seen, (counts.get(seen) ?? 0) + 1);
  }
  return growing(grid, (t) => counts.get(t) ?? 0);
}

/** The latest of these ascending times, at each sample; `before`: the one before the story. */
export function latestOf({ step, until }: Grid, times: readonly number[], before: number): (t: number) => number {
  const latest: number[] = [];
  let next = 0;
  for (let t = 0; t <= until; t += step) {
    while ((times[next] ?? Number.POSITIVE_INFINITY) <= t) next += 1;
    latest.push(times[next - 1] ?? before);
  }
  return (t) => latest[t / step] ?? before;
}
