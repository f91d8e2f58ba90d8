import type { Page } from 'playwright-core';
import { randomFrom } from '../random.ts';

/** What one can do on a view without leaving the page or doing an act. */
const WAYS = 'main a[href^="#/"], main button, main summary, main select, header button';
/** Often enough that no view, however much there is on it, keeps the walk. */
const VIEWS = 'nav a[href^="#/"]';
const WIDTHS = [360, 800, 1366, 1920] as const;

export interface Walked {
  readonly steps: number;
  /** By view, how often it was stood on. */
  readonly views: ReadonlyMap<string, number>;
}

interface Walk {
  readonly page: Page;
  readonly seed: number;
  readonly steps: number;
  readonly patienceMs: number;
  /** After each step; `step` says where the walk is, for a message. */
  readonly check: (view: string, step: string) => Promise<void>;
}

/** Clicks, chooses and resizes at random, never confirming an act: dialogs are filled in and left. */
export async function randomWalk({ page, seed, steps, patienceMs, check }: Walk): Promise<Walked> {
  const random = randomFrom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const end = Date.now() + patienceMs;
  const views = new Map<string, number>();
  let step = 0;
  for (; step < steps && Date.now() < end; step++) {
    if (below(8) === 0) await page.setViewportSize({ width: WIDTHS[below(WIDTHS.length)] ?? 1366, height: 768 });
    if (below(8) === 0) await page.emulateMedia({ colorScheme: below(2) === 0 ? 'light' : 'dark' });
    if (below(25) === 0) await page.reload();
    const ways = page.locator(below(3) === 0 ? VIEWS : WAYS).filter({ visible: true });
    const at = below(await ways.count());
    // What is live may go between the look and the click: that is no step.
    const what = await take(ways.nth(at), below).catch(() => undefined);
    if (await page.getByRole('dialog').isVisible()) await leaveDialog(page);
    const view = new URL(page.url()).hash.replace(/^#\/|\?.*$/g, '') || 'now';
    views.set(view, (views.get(view) ?? 0) + 1);
    await check(view, `seed ${seed}, step ${step}: ${what} on ${view}`);
  }
  return { steps: step, views };
}

async function take(way: ReturnType<Page['locator']>, below: (count: number) => number): Promise<string> {
  const what = (await way.textContent({ timeout: 1000 })) ?? '';
  if ((await way.evaluate((element) => (element as { tagName: string }).tagName)) === 'SELECT') {
    await way.selectOption({ index: below(await way.locator('option').count()) }, { timeout: 1000 });
  } else await way.click({ timeout: 1000 });
  return what;
}

async function leaveDialog(page: Page): Promise<void> {
  const reason = page.getByRole('dialog').getByLabel('Reason');
  if (await reason.isVisible()) await reason.fill('only looking <b>around</b>', { timeout: 1000 }).catch(() => {});
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}
