import { machineInWords } from '../machine.ts';
import { table } from '../markdown.ts';
import type { Spread } from '../statistics.ts';
import { STEP } from './our-series.ts';

/** One rule's evaluations. */
export interface Timed {
  readonly group: string;
  readonly name: string;
  readonly ms: Spread;
}

export interface Measured {
  readonly timed: readonly Timed[];
  readonly rounds: number;
  /** Sum of the medians, and the most that it may be, ms. */
  readonly sum: number;
  readonly limit: number;
  readonly series: number;
  readonly hours: number;
  readonly headMinutes: number;
}

/** `docs/benchmarks/rules.md`. */
export function reportPage({ timed, rounds, sum, limit, series, hours, headMinutes }: Measured): string {
  const held = sum <= limit ? 'held' : '**missed**';
  return [
    '# What the rules cost Prometheus',
    '',
    `Written by \`pnpm bench rules\`: ${machineInWords()}.`,
    `Prometheus with ${series} series of ours, ${hours} h of history at ${STEP} s in blocks and ${headMinutes} min scraped after it. Its own time for each`,
    `rule, in ms: the median of ${rounds}, with the quartiles.`,
    '',
    `**All rules once: ${sum.toFixed(1)} ms**, limit ${limit} ms: ${held}.`,
    '',
    table(
      ['group', 'rule', 'ms'],
      timed.map(({ group, name, ms: { median, low, high } }) => [
        group,
        name,
        `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`,
      ]),
    ),
  ].join('\n');
}
