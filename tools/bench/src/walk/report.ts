import { table } from '../markdown.ts';
import type { Spread } from '../statistics.ts';
import type { CandleCacheResult } from './candle-cache.ts';
import type { DefaultResult, ScaledResult } from './measure.ts';
import { type LoopDelays, PHASES } from './phases.ts';
import { WATCHED } from './turns.ts';

export interface WalkResults {
  /** Unix ms. */
  readonly at: number;
  readonly machine: string;
  /** Processes that wanted a core, before and after. */
  readonly load: readonly [before: number, after: number];
  readonly yardstickMs: number;
  readonly cache: CandleCacheResult;
  readonly standard: DefaultResult;
  /** In the order of their symbols; the first one's loops were watched. */
  readonly scaled: readonly ScaledResult[];
}

const CACHE_HIT_US = 50;
const SCAN_MS = 1000;
/** Of a symbol's share of a scan, from the fewest symbols to the most: 1 is exactly linear. */
const GROWTH = 1.5;
const FIRST_DECISION_S = 60;
const FIRST_TRADE_S = 120;
const REST_BYTES = 250e6;
const TURN_MS = 50;

/** The page, and which limits were missed. */
export function report(results: WalkResults): { readonly page: string; readonly missed: readonly string[] } {
  const { cache, standard, scaled, yardstickMs } = results;
  const smallest = scaled[0];
  const largest = scaled.at(-1);
  if (smallest === undefined || largest === undefined) throw new RangeError('scaled: expected results, actual none');
  const growth = largest.scanMs.median / largest.symbols / (smallest.scanMs.median / smallest.symbols);
  const [heaviest = 'api', heaviestRss = Number.NaN] =
    Object.entries(standard.rss).toSorted(([, one], [, other]) => other - one)[0] ?? [];
  const watched = [standard.loops, ...scaled.flatMap(({ loops }) => loops ?? [])];
  const longest = Math.max(...watched.flatMap(longestOwn));

  const rows: Row[] = [
    row(`scan of ${smallest.symbols} symbols × 3 profiles, warm caches`, smallest.scanMs.median, SCAN_MS, 'ms', {
      beside: `${times(smallest.scanMs.median / yardstickMs)} of the yardstick`,
    }),
    row(`the same for ${largest.symbols} symbols, by symbol`, growth, GROWTH, '×', {
      beside: `${fixed(largest.scanMs.median)} ms in all; 1 × is exactly linear`,
    }),
    row('hit of the candle cache', cache.hitUs.median, CACHE_HIT_US, 'µs', {
      beside: `${fixed(cache.mapUs.median)} µs out of a bare Map`,
    }),
    row('`start` to the first decision', standard.firstDecisionS, FIRST_DECISION_S, 's', {
      beside: `${times((standard.firstDecisionS * 1000) / yardstickMs)} of the yardstick`,
    }),
    row('`start` to the first trade', standard.firstTradeS, FIRST_TRADE_S, 's', {
      beside: `${times((standard.firstTradeS * 1000) / yardstickMs)} of the yardstick`,
    }),
    row(`memory at rest, the largest (${heaviest})`, heaviestRss / 1e6, REST_BYTES / 1e6, 'MB', {
      beside: `${fixed(standard.bareRss / 1e6)} MB for a Node process that does nothing`,
    }),
    row('longest turn of an event loop, CPU time', longest, TURN_MS, 'ms', { beside: 'below, with the waits' }),
  ];
  const page = [
    '# The walk, measured',
    '',
    `Written by \`pnpm bench walk\` on ${new Date(results.at).toISOString().slice(0, 10)}: ${results.machine}.`,
    `Processes that wanted a core: ${results.load.map((each) => each.toFixed(1)).join(' before, ')} after; above the number of cores, times on the clock are longer than the system's own.`,
    `The yardstick is a fixed piece of work, 2,000,000 numbers drawn and sorted: ${fixed(yardstickMs)} ms.`,
    '',
    table(
      ['what', 'measured', 'limit', '', 'beside it'],
      rows.map(({ cells }) => cells),
    ),
    '## Walks by number of symbols',
    '',
    'Over HTTP, as the scheduler asks. Medians, with the quartiles. The scan that orders is the first after the kill switch is released: each buy signal asks the guard, fills and is booked, one at a time.',
    '',
    table(
      ['symbols', 'scan, ms', 'warm-up, ms', 'scan that orders, ms', 'orders', 'by order, ms'],
      scaled.map(({ symbols, scanMs, warmMs, ordering: { ms, orders } }) => [
        symbols,
        spread(scanMs),
        spread(warmMs),
        fixed(ms),
        orders,
        fixed(ms / Math.max(1, orders)),
      ]),
    ),
    '## Memory at rest, MB',
    '',
    table(
      [...Object.keys(standard.rss), 'bare Node'],
      [[...Object.values(standard.rss), standard.bareRss].map((bytes) => fixed(bytes / 1e6))],
    ),
    '## Event loops',
    '',
    'Each cell: the longest turn of the event loop in CPU time of its own thread, and in brackets the longest that a timer waited on the clock, both in ms. `control` is a process that does nothing: what it waits, the machine makes all wait.',
    '',
    ...loops('3 symbols', standard.loops),
    ...scaled.flatMap(({ symbols, loops: delays }) =>
      delays === undefined ? [] : loops(`${symbols} symbols`, delays),
    ),
  ];
  return {
    page: `${page.join('\n').trimEnd()}\n`,
    missed: rows.filter(({ held }) => !held).map(({ cells }) => cells[0]),
  };
}

interface Row {
  readonly cells: readonly [what: string, ...rest: string[]];
  readonly held: boolean;
}

function row(what: string, measured: number, limit: number, unit: string, { beside }: { beside: string }): Row {
  const held = measured <= limit;
  return {
    cells: [what, `${fixed(measured)} ${unit}`, `${limit} ${unit}`, held ? 'held' : '**missed**', beside],
    held,
  };
}

function longestOwn(delays: LoopDelays): number[] {
  const services = WATCHED.filter((name) => name !== 'control');
  return PHASES.flatMap((phase) => services.map((name) => delays[phase][name].cpuMs));
}

function loops(title: string, delays: LoopDelays): string[] {
  return [
    `### ${title}`,
    '',
    table(
      ['', ...WATCHED],
      PHASES.map((phase) => [
        phase,
        ...WATCHED.map((name) => delays[phase][name]).map(({ cpuMs, wallMs }) => `${fixed(cpuMs)} (${fixed(wallMs)})`),
      ]),
    ),
  ];
}

const spread = ({ median, low, high }: Spread) => `${fixed(median)} (${fixed(low)}–${fixed(high)})`;
const times = (ratio: number) => `${fixed(ratio)} ×`;
const fixed = (value: number) => value.toFixed(Math.abs(value) < 10 ? 1 : 0);
