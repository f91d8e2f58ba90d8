import { until } from '@qt/test-kit';
import type { Browser, Page } from 'playwright-core';
import { ConsoleFront, type StreamWriter } from './console-front.ts';
import { later, type Recording, recordStream } from './recorded-stream.ts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const POINT_MINUTES = 5;
/** Rounds over all views before the first measurement: what a page compiles and keeps for good comes with its use. */
const WARM_UP = 10;
const VIEWS = ['acting', 'money', 'model', 'why', 'system', 'now'];
/** By how much faster than they came the updates of an hour are fed. `BENCH_CONSOLE_SPEED=1`: a true hour. */
export const SPEED = Number(process.env['BENCH_CONSOLE_SPEED'] || 30);

export interface Memory {
  /** Updates of the hour. */
  readonly updates: number;
  /** After a garbage collection every five minutes: MB of the script's heap, and nodes of the document. */
  readonly points: readonly { readonly minute: number; readonly megabytes: number; readonly nodes: number }[];
}

/** The page's clock goes `SPEED` times as fast from `origin` on, as do the times in what it is sent. */
const FAST_CLOCK = (origin: number) =>
  `{ const now = Date.now; Date.now = () => ${origin} + (now() - ${origin}) * ${SPEED}; }`;

async function lookAround(page: Page, url: string): Promise<void> {
  for (const view of VIEWS) {
    await page.goto(`${url}/#/${view}`);
    await page.locator(`nav a[aria-current][href="#/${view}"]`).waitFor();
  }
}

/** Records a minute of the stream, and gives a page 60 of them on top of an hour that has already been. */
export async function measureMemory(browser: Browser, api: string, say: (text: string) => void): Promise<Memory> {
  const recordedAt = Date.now();
  const recording = await recordStream(api, MINUTE_MS / 1000);
  const origin = Date.now();
  const elapsed = () => (Date.now() - origin) * SPEED;
  const front = new ConsoleFront(api, (to) => replay(recording, origin - recordedAt, elapsed, to));
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  try {
    await page.addInitScript(FAST_CLOCK(origin));
    const url = await front.listen();
    await page.goto(`${url}/#/now`);
    await page.locator('.connection.live').waitFor();
    const heap = await page.context().newCDPSession(page);
    const points: Memory['points'][number][] = [];
    for (let at = 0; at <= HOUR_MINUTES; at += POINT_MINUTES) {
      await until(
        `minute ${at}`,
        () => elapsed() >= at * MINUTE_MS || undefined,
        ((POINT_MINUTES * MINUTE_MS) / SPEED) * 4 + MINUTE_MS,
      );
      for (let round = 0; round < (at === 0 ? WARM_UP : 1); round++) await lookAround(page, url);
      await heap.send('HeapProfiler.collectGarbage');
      await heap.send('HeapProfiler.collectGarbage');
      const { usedSize } = await heap.send('Runtime.getHeapUsage');
      const { nodes } = await heap.send('Memory.getDOMCounters');
      points.push({ minute: at, megabytes: usedSize / 1e6, nodes });
      say(`minute ${at}: ${(usedSize / 1e6).toFixed(1)} MB, ${nodes} nodes`);
    }
    return { updates: recording.minute.length * HOUR_MINUTES, points };
  } finally {
    await page.close();
    await front.close();
  }
}

/** First all of what is, as it was recorded; then the minute again and again, at its own pace by the fast clock. */
function replay({ greeting, minute }: Recording, shift: number, elapsed: () => number, to: StreamWriter): () => void {
  for (const event of greeting) to.send(event.name, later(event, shift, 0));
  const timelines = minute.filter(({ name }) => name === 'timeline');
  for (let lap = -HOUR_MINUTES; lap < 0; lap++) {
    for (const event of timelines) to.send('timeline', later(event, shift + lap * MINUTE_MS, lap));
  }
  // A page that comes back goes on where the clock is.
  let next = Math.floor(elapsed() / MINUTE_MS) * minute.length;
  const timer = setInterval(() => {
    for (;;) {
      const lap = Math.floor(next / minute.length);
      const event = minute[next % minute.length];
      if (event === undefined || lap * MINUTE_MS + event.after > elapsed()) return;
      to.send(event.name, later(event, shift + lap * MINUTE_MS, lap));
      next += 1;
    }
  }, 10);
  return () => clearInterval(timer);
}
