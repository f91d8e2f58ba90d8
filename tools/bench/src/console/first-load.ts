import { until } from '@qt/test-kit';
import type { Browser } from 'playwright-core';
import { type Spread, spreadOf } from '../statistics.ts';

const LOADS = 15;

export interface FirstLoad {
  readonly loads: number;
  /** Bytes of page, script, style and telemetry as they came over the wire, headers included. */
  readonly bytes: Spread;
  /** From opening until the verdict is shown from live data and no long task is left, ms. */
  readonly interactiveMs: Spread;
}

/** Notes when the verdict stands there from live data, and when the last long task until then ended. */
const NOTE = `
  window.bench = { shownAt: undefined, busyUntil: 0 };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) bench.busyUntil = startTime + duration;
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    const verdict = document.querySelector('.verdict .headline')?.textContent ?? '';
    if (!document.querySelector('.connection.live') || !verdict.startsWith('Orders')) return;
    bench.shownAt ??= performance.now();
    observer.disconnect();
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
`;

/** Opens the console again and again with an empty cache, when nobody else looks: what it shows has to be gathered first. */
export async function measureFirstLoad(browser: Browser, url: string): Promise<FirstLoad> {
  const [bytes, interactive]: [number[], number[]] = [[], []];
  for (let load = 0; load < LOADS; load++) {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    const page = await context.newPage();
    const wire = await context.newCDPSession(page);
    const files = new Set<string>();
    let sum = 0;
    wire.on('Network.responseReceived', ({ requestId, type }) => {
      if (['Document', 'Script', 'Stylesheet'].includes(type)) files.add(requestId);
    });
    wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (files.has(requestId)) sum += encodedDataLength;
    });
    await wire.send('Network.enable');
    await page.addInitScript(NOTE);
    await page.goto(`${url}/`);
    const { shownAt, busyUntil } = await until('the verdict', async () => {
      const noted = await page.evaluate<{ shownAt?: number; busyUntil: number }>('bench');
      return noted.shownAt === undefined ? undefined : { shownAt: noted.shownAt, busyUntil: noted.busyUntil };
    });
    // Page, script, style, and telemetry, which comes last.
    await until('all files of the page', () => files.size >= 4 || undefined);
    interactive.push(Math.max(shownAt, busyUntil));
    bytes.push(sum);
    await context.close();
  }
  return { loads: LOADS, bytes: spreadOf(bytes), interactiveMs: spreadOf(interactive) };
}
