import { System, until } from '@qt/test-kit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CHROMIUM, openBrowser } from './console/browser.ts';

interface Counted {
  readonly served: number;
  readonly started: number;
  readonly errors: number;
}

describe.skipIf(CHROMIUM === undefined)('a console that is broken, as its API sees it (needs chromium)', () => {
  let system: System;
  let browser: Browser;
  let page: Page;
  let before: Counted;

  const counted = async (): Promise<Counted> => {
    const scrape = await system.scrape('api');
    const openings = (stage: string) => scrape.sum('qt_console_openings_total', { stage }) ?? Number.NaN;
    const errors = scrape.sum('qt_console_errors_total') ?? Number.NaN;
    return { served: openings('served'), started: openings('started'), errors };
  };
  /** What opening the page, as it is now, has added. */
  const added = async (): Promise<Counted> => {
    const now = await counted();
    return {
      served: now.served - before.served,
      started: now.started - before.started,
      errors: now.errors - before.errors,
    };
  };
  const open = () => page.goto(system.url('api'), { waitUntil: 'load' });
  const drawn = () => page.locator('#page > *').count();

  beforeAll(async () => {
    system = await System.start();
    browser = await openBrowser();
    await until('the API', async () => (await fetch(`${system.url('api')}/health/live`)).ok || undefined);
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    before = await counted();
  });
  afterEach(() => page.close());

  test('a page that works has started', async () => {
    await open();
    await page.locator('.connection.live').waitFor();
    await until('the page to ask who has signed in', async () => (await added()).started === 1 || undefined);
    expect(await added()).toEqual({ served: 1, started: 1, errors: 0 });
  });

  test('a page whose script is not there has not', async () => {
    await page.route(/\/assets\/index-.*\.js$/, (route) => route.fulfill({ status: 404, body: 'nothing here' }));
    await open();
    expect(await drawn()).toBe(0);
    expect(await added()).toEqual({ served: 1, started: 0, errors: 0 });
  });

  test('nor has one whose script a policy refuses', async () => {
    await page.route(
      ({ pathname }) => pathname === '/',
      async (route) => {
        const response = await route.fetch();
        const headers = { ...response.headers(), 'content-security-policy': "default-src 'none'" };
        await route.fulfill({ response, headers });
      },
    );
    await open();
    expect(await drawn()).toBe(0);
    const { started, errors } = await added();
    expect({ started, errors }).toEqual({ started: 0, errors: 0 });
  });

  test('one that fails while it is drawn has not started either, and says so', async () => {
    await page.addInitScript("Document.prototype.createElementNS = () => { throw new TypeError('broken'); };");
    await open();
    await until('the error of the page', async () => (await added()).errors > 0 || undefined, 15_000);
    expect(await added()).toMatchObject({ served: 1, started: 0 });
  });
});
