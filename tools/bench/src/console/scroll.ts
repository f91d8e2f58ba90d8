import { until } from '@qt/test-kit';
import type { Browser } from 'playwright-core';
import { ConsoleFront } from './console-front.ts';

export const EVENTS = 100_000;
const AT_ONCE = 5000;
const HOUR_MS = 3_600_000;
const FRAMES = 180;
export const FRAME_LIMIT_MS = 50;

export const MANNERS = ['not at all', 'three rows a frame', 'a screen a frame', 'anywhere each frame'] as const;
export type Manner = (typeof MANNERS)[number];

export interface Frames {
  readonly manner: Manner;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly mostMs: number;
  /** The longest turn of the page's own thread, in CPU time, which other work on the machine does not lengthen. */
  readonly longestTurnMs: number;
  /** Of `frames`. */
  readonly aboveLimit: number;
  readonly frames: number;
}

/** Scrolls the list for so many frames, and returns how long each took, in ms. */
const SCROLL = `({ manner, frames }) => new Promise((done) => {
  const list = document.querySelector('.virtual-list');
  const row = parseFloat(getComputedStyle(list).lineHeight);
  list.scrollTop = 0;
  const took = [];
  let seed = 1;
  let last;
  const frame = (at) => {
    if (last !== undefined) took.push(at - last);
    last = at;
    if (took.length === frames) return done(took);
    seed = (seed * 48271) % 2147483647;
    if (manner === 'three rows a frame') list.scrollTop += 3 * row;
    if (manner === 'a screen a frame') list.scrollTop += list.clientHeight;
    if (manner === 'anywhere each frame') list.scrollTop = (seed / 2147483647) * list.scrollHeight;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})`;

/** Gives a page 100,000 events of the last hour besides what really happens, and scrolls through them. */
export async function measureScroll(browser: Browser, api: string): Promise<readonly Frames[]> {
  const front = new ConsoleFront(api);
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  try {
    await page.goto(`${await front.listen()}/#/now`);
    await page.locator('.connection.live').waitFor();
    for (let first = 0; first < EVENTS; first += AT_ONCE) front.send('timeline', someEvents(first, AT_ONCE));
    // What really happens comes besides, so that the oldest of them go.
    const all = page.locator('.timeline', { hasText: `${EVENTS.toLocaleString('en')} events` });
    await until(`${EVENTS} events`, async () => (await all.count()) === 1 || undefined, 120_000);
    const results: Frames[] = [];
    for (const manner of MANNERS) {
      await browser.startTracing(page, { categories: ['toplevel'] });
      const took = await page.evaluate<number[]>(`(${SCROLL})(${JSON.stringify({ manner, frames: FRAMES })})`);
      results.push(framesOf(manner, took, longestTurnOf(await browser.stopTracing())));
    }
    return results;
  } finally {
    await page.close();
    await front.close();
  }
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** CPU time in µs. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Of the threads that run pages, by a trace of Chromium. */
function longestTurnOf(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  const isMain = ({ name, args }: TraceEvent) => name === 'thread_name' && args?.name === 'CrRendererMain';
  const main = new Set(traceEvents.filter(isMain).map(({ pid, tid }) => `${pid} ${tid}`));
  const turns = traceEvents.filter(({ pid, tid, tdur }) => tdur !== undefined && main.has(`${pid} ${tid}`));
  if (turns.length === 0) throw new Error('trace: expected turns of a page, actual none');
  return turns.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur), 0) / 1000;
}

function framesOf(manner: Manner, took: readonly number[], longestTurnMs: number): Frames {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  const aboveLimit = took.filter((ms) => ms > FRAME_LIMIT_MS).length;
  return { manner, medianMs: at(0.5), p99Ms: at(0.99), mostMs: at(1), longestTurnMs, aboveLimit, frames: took.length };
}

/** Events as they come in a section of the stream, one each 30 ms of the last hour, the newest last. */
function someEvents(first: number, count: number): string {
  const began = Date.now() - HOUR_MS + 60_000;
  const every = (HOUR_MS - 120_000) / EVENTS;
  const items = Array.from({ length: count }, (_, n) => {
    const number = first + n;
    return {
      id: `bench-${number}`,
      at: new Date(began + number * every).toISOString(),
      service: 'qt-api',
      level: number % 50 === 0 ? 'warn' : 'info',
      event: 'decision.made',
      message: `decided to hold BTCUSDT, number ${number}`,
      request_id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      trace_id: null,
      fields: { symbol: 'BTCUSDT', profile: 'balanced' },
    };
  });
  return JSON.stringify({ at: new Date().toISOString(), section: { items } });
}
