import type { SystemSection } from '@qt/contracts';

const MINUTE_S = 60;

/** The whole of a percentage, for a chart. */
export const PERCENT = [0, 100] as const;

/** The starts of a section's minutes in Unix seconds. */
export function minutesOf({ from, latency }: Pick<SystemSection, 'from' | 'latency'>): number[] {
  const first = Date.parse(from) / 1000;
  return latency.counts.map((_, at) => first + at * MINUTE_S);
}

/** Parts of wholes as percentages; null where the whole is 0. */
export function percentagesOf(parts: readonly number[], wholes: readonly number[]): (number | null)[] {
  return parts.map((part, at) => ((wholes[at] ?? 0) > 0 ? Math.min(100, (100 * part) / (wholes[at] ?? 1)) : null));
}

/** The sum of each minute's buckets. */
export function requestsOf({ counts }: SystemSection['latency']): number[] {
  return counts.map((minute) => minute.reduce((sum, count) => sum + count, 0));
}
