import { table } from '../markdown.ts';
import { type Spread, spreadText } from '../statistics.ts';
import { missedOf, type Report, type Target, targetTable } from '../target.ts';
import type { Fault } from './faults.ts';
import type { LongOutage } from './measure-long.ts';
import { CALLERS, MEASURED, type Measured, type State } from './trading-system.ts';

export interface OutageResults {
  readonly machine: string;
  /** Processes that wanted a core, at the start. */
  readonly load: number;
  readonly rounds: number;
  /** Of each turn. */
  readonly seconds: number;
  /** Of the p99 in the healthy turns just before and after. */
  readonly p99: readonly { readonly fault: Fault; readonly ratio: Spread }[];
  readonly healthyP99Ms: Spread;
  readonly healthyPerSecond: Spread;
  /** Of a thousand orders; a machine that is too busy lets some expire with or without a fault. */
  readonly unfilled: { readonly faulty: number; readonly healthy: number };
  /** ms. */
  readonly killSwitch: { readonly faulty: Spread; readonly healthy: Spread };
  readonly long: LongOutage;
  /** Before the first fault. */
  readonly rested: Readonly<Record<Measured, State>>;
}

const RATIO = 1.2;
/** Of a thousand orders. */
const UNFILLED = 1;
const GROWTH_MIB = 32;
/** Connections of callers come and go. */
const FILES = 5;

/** The page, and which targets were missed. */
export function report(results: OutageResults): Report {
  const { long, healthyP99Ms, healthyPerSecond, killSwitch, rounds, seconds } = results;
  const rows = rowsOf(results);
  const page = [
    '# What an outage of telemetry costs',
    '',
    `Written by \`pnpm bench outage\`; do not edit. ${CALLERS} callers send orders to the API of the whole system, one at a time each. It`,
    `pushes every trace, and metrics each second. Turns of ${seconds} s with a fault and without it follow one another, in the same`,
    `processes: medians of ${rounds} rounds, with the quartiles. Then, for ${long.seconds} s under the same load, the Collector hangs and`,
    'nobody reads the logs. The kill switch is engaged and released at the end of each turn, while the fault lasts.',
    '',
    `${results.machine}; load ${results.load.toFixed(1)} at the start.`,
    '',
    targetTable(rows),
    `Without a fault the p99 of an order was ${spreadText(healthyP99Ms, 2)} ms, with ${healthyPerSecond.median.toFixed(0)} orders a second; the kill switch took ${spreadText(killSwitch.healthy, 2)} ms.`,
    '',
    'Memory in the long outage, MiB:',
    '',
    table(
      ['', 'before', 'median of its first half', 'median of its second half', 'most', 'after'],
      MEASURED.map((name) => {
        const { before, firstHalf, secondHalf, most } = long.memory[name];
        return [
          name,
          ...[before, firstHalf, secondHalf, most, long.after[name].memoryMib].map((mib) => mib.toFixed(0)),
        ];
      }),
    ),
  ];
  return {
    page: `${page.join('\n').trimEnd()}\n`,
    missed: missedOf(rows),
  };
}

function rowsOf({ p99, unfilled, killSwitch, long, rested }: OutageResults): Target[] {
  const { memory, lostItems, lostLines, after } = long;
  const killSwitchRatio = killSwitch.faulty.median / killSwitch.healthy.median;
  const most = (what: string, value: number, limit: number, unit: string): Target => {
    return { what, wanted: `≤ ${limit}${unit}`, measured: `${value.toFixed(0)}${unit}`, met: value <= limit };
  };
  const counted = (what: string, value: number): Target => {
    return { what, wanted: '> 0', measured: String(value), met: value > 0 };
  };
  return [
    ...p99.map(({ fault, ratio }) => ({
      what: `p99 of orders while ${fault}, of that without`,
      wanted: `≤ ${RATIO} ×`,
      measured: `${spreadText(ratio, 2)} ×`,
      met: ratio.median <= RATIO,
    })),
    {
      what: 'orders that were not filled during faults, of 1,000',
      wanted: `≤ ${(unfilled.healthy + UNFILLED).toFixed(1)}: those without, and ${UNFILLED}`,
      measured: unfilled.faulty.toFixed(1),
      met: unfilled.faulty <= unfilled.healthy + UNFILLED,
    },
    {
      what: 'the kill switch, engaged or released, during faults, of that without',
      wanted: `≤ ${RATIO} ×`,
      measured: `${killSwitchRatio.toFixed(2)} ×`,
      met: killSwitchRatio <= RATIO,
    },
    ...MEASURED.map((name) => {
      const growth = memory[name].secondHalf - memory[name].firstHalf;
      return most(`memory of ${name}, second half of the long outage beyond the first`, growth, GROWTH_MIB, ' MiB');
    }),
    counted('spans and data points counted as lost in it', lostItems),
    counted('log lines counted as lost in it', lostLines),
    ...MEASURED.map((name) => {
      const more = after[name].openFiles - rested[name].openFiles;
      return most(`open files and sockets of ${name} after all faults, beyond those before`, more, FILES, '');
    }),
  ];
}
