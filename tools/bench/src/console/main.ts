import { resolve } from 'node:path';
import { CHROMIUM, openBrowser, System } from '@qt/test-kit';
import { load as loadAverage, machineInWords } from '../machine.ts';
import { publish } from '../target.ts';
import { measureCost } from './cost.ts';
import { measureFirstLoad } from './first-load.ts';
import { measureMemory } from './memory.ts';
import { type InBrowser, report } from './report.ts';
import { measureScroll } from './scroll.ts';

const PAGE = resolve(import.meta.dirname, '../../../../docs/benchmarks/console.md');
/** Livelier than the default, so that there is more to send. */
const ENVIRONMENT = { QT_JOB_SIGNAL_SCAN_INTERVAL_SECONDS: '10' };
const PATIENCE_MS = 300_000;

/** Measures what consoles cost the API and how one feels in Chromium, and writes docs/benchmarks/console.md. */
export async function run(): Promise<void> {
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  const load = loadAverage();
  const system = await System.start({ env: ENVIRONMENT });
  try {
    await system.untilTrading(PATIENCE_MS);
    const cost = await measureCost(system, say);
    const inBrowser = CHROMIUM === undefined ? undefined : await measureInBrowser(system.url('api'), say);
    publish(PAGE, report({ machine: machineInWords(), load, cost, inBrowser }), say);
  } finally {
    await system.stop();
  }
}

async function measureInBrowser(api: string, say: (text: string) => void): Promise<InBrowser> {
  const browser = await openBrowser();
  try {
    const firstLoad = await measureFirstLoad(browser, api);
    say(
      `first load: ${firstLoad.bytes.median} bytes, interactive after ${firstLoad.interactiveMs.median.toFixed(0)} ms`,
    );
    const scroll = await measureScroll(browser, api);
    for (const { manner, p99Ms, mostMs } of scroll) say(`scrolled ${manner}: p99 ${p99Ms} ms, longest ${mostMs} ms`);
    return { version: browser.version(), firstLoad, scroll, memory: await measureMemory(browser, api, say) };
  } finally {
    await browser.close();
  }
}
