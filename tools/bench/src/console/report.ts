import { table } from '../markdown.ts';
import { spreadText } from '../statistics.ts';
import { missedOf, type Report, type Target, targetTable } from '../target.ts';
import { CONSOLES, type Cost, TURN_SECONDS } from './cost.ts';
import type { FirstLoad } from './first-load.ts';
import { type Memory, SPEED } from './memory.ts';
import { EVENTS, FRAME_LIMIT_MS, type Frames, MANNERS } from './scroll.ts';

export interface ConsoleResults {
  readonly machine: string;
  /** Processes that wanted a core, at the start. */
  readonly load: number;
  readonly cost: Cost;
  /** Undefined: there is no Chromium. */
  readonly inBrowser: InBrowser | undefined;
}

export interface InBrowser {
  readonly version: string;
  readonly firstLoad: FirstLoad;
  readonly scroll: readonly Frames[];
  readonly memory: Memory;
}

const COST_PERCENT = 3;
const LOAD_KILOBYTES = 250;
const INTERACTIVE_MS = 1000;
/** Of the first quarter of an hour to the last one. */
const GROWTH = 1.1;

/** The page, and which targets were missed. */
export function report(results: ConsoleResults): Report {
  const { machine, load, cost, inBrowser } = results;
  const targets = [costTarget(cost), ...(inBrowser === undefined ? [] : targetsOf(inBrowser))];
  const page = [
    '# What open consoles cost, and how one feels',
    '',
    'Written by `pnpm bench console`; do not edit. The whole system trades on the simulated market, scans every ten seconds, and a',
    `user orders every two. ${CONSOLES} event streams are opened and closed in turn: turns of ${TURN_SECONDS} s with them lie between turns`,
    `without, and what they cost is the difference of the API's CPU time; medians of ${cost.rounds} rounds, with the quartiles.`,
    ...(inBrowser === undefined
      ? ['There was no Chromium.']
      : [`The page runs in Chromium ${inBrowser.version}, without a display.`]),
    '',
    `${machine}; load ${load.toFixed(1)} at the start. Times in a browser are by the clock: above one process for each core they are longer`,
    'than the page’s own.',
    '',
    targetTable(targets),
    '## The API, of a core',
    '',
    table(
      ['consoles', 'CPU'],
      [
        ['none', `${spreadText(cost.nobody, 2)} %`],
        ['one, beyond that', `${spreadText(cost.one, 2)} %`],
        [`${CONSOLES}, beyond that`, `${spreadText(cost.all, 2)} %`],
      ],
    ),
    `The first console makes the API look at its neighbours; each further one is sent the same text, ${spreadText(cost.kilobytesPerSecond, 2)} kB/s.`,
    '',
    ...(inBrowser === undefined ? [] : browserPart(inBrowser)),
  ];
  return {
    page: `${page.join('\n').trimEnd()}\n`,
    missed: missedOf(targets),
  };
}

function costTarget({ all }: Cost): Target {
  return {
    what: `${CONSOLES} open consoles, of a core of the API`,
    wanted: `≤ ${COST_PERCENT} %`,
    measured: `${spreadText(all, 2)} %`,
    met: all.median <= COST_PERCENT,
  };
}

function targetsOf({ firstLoad, scroll, memory }: InBrowser): Target[] {
  const kilobytes = firstLoad.bytes.median / 1000;
  const scrolled = scroll.filter(({ manner }) => manner !== MANNERS[0]);
  const above = scrolled.reduce((sum, { aboveLimit }) => sum + aboveLimit, 0);
  const frames = scrolled.reduce((sum, each) => sum + each.frames, 0);
  const turn = Math.max(...scrolled.map(({ longestTurnMs }) => longestTurnMs));
  const growth = growthOf(memory);
  return [
    {
      what: 'first load, packed, headers included',
      wanted: `≤ ${LOAD_KILOBYTES} kB`,
      measured: `${kilobytes.toFixed(1)} kB`,
      met: kilobytes <= LOAD_KILOBYTES,
    },
    {
      what: 'opened until interactive, with the verdict from live data',
      wanted: `≤ ${INTERACTIVE_MS} ms`,
      measured: `${spreadText(firstLoad.interactiveMs, 0)} ms`,
      met: firstLoad.interactiveMs.median <= INTERACTIVE_MS,
    },
    {
      what: `frames above ${FRAME_LIMIT_MS} ms while ${EVENTS.toLocaleString('en')} events scroll`,
      wanted: '0',
      measured: `${above} of ${frames}`,
      met: above === 0,
    },
    {
      what: 'the longest turn of the page meanwhile, CPU time',
      wanted: `≤ ${FRAME_LIMIT_MS} ms`,
      measured: `${turn.toFixed(1)} ms`,
      met: turn <= FRAME_LIMIT_MS,
    },
    {
      what: 'heap in the last quarter of an hour of updates, of that in the first',
      wanted: `≤ ${GROWTH} ×`,
      measured: `${growth.toFixed(2)} ×`,
      met: growth <= GROWTH,
    },
  ];
}

function browserPart({ firstLoad, scroll, memory }: InBrowser): string[] {
  return [
    `## Frames, with ${EVENTS.toLocaleString('en')} events in the timeline`,
    '',
    'Whatever happens in the system comes besides, each second. Where the list is not scrolled at all, long frames are the machine’s:',
    'others wait for the same cores. A turn is what the page does in one go, by the CPU time of its own thread.',
    '',
    table(
      ['scrolled', 'median ms', 'p99 ms', 'longest ms', `above ${FRAME_LIMIT_MS} ms`, 'longest turn, CPU ms'],
      scroll.map(({ manner, medianMs, p99Ms, mostMs, longestTurnMs, aboveLimit, frames }) => [
        manner,
        ...[medianMs, p99Ms, mostMs].map((ms) => ms.toFixed(1)),
        `${aboveLimit} of ${frames}`,
        longestTurnMs.toFixed(1),
      ]),
    ),
    '## Memory over an hour of updates',
    '',
    `A minute of the stream was recorded and fed 60 times, ${SPEED === 1 ? 'as fast as it came' : `${SPEED} times as fast, with the page’s clock`}: ${memory.updates.toLocaleString('en')} updates, on top of an hour of`,
    'events, and after ten looks at each view. Every five minutes each view is opened, garbage is collected, and what is left is measured.',
    '',
    table(
      ['minute', 'heap MB', 'nodes of the document'],
      memory.points.map(({ minute, megabytes, nodes }) => [minute, megabytes.toFixed(1), nodes]),
    ),
    `First loads: ${firstLoad.loads}, each with an empty cache, when no other console is open.`,
  ];
}

function growthOf({ points }: Memory): number {
  const mean = (some: Memory['points']) => some.reduce((sum, { megabytes }) => sum + megabytes, 0) / some.length;
  const quarter = Math.ceil(points.length / 4);
  return mean(points.slice(-quarter)) / mean(points.slice(0, quarter));
}
