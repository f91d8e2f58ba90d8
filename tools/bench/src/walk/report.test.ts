import { expect, test } from 'vitest';
import { PHASES } from './phases.ts';
import { report, type WalkResults } from './report.ts';
import { WATCHED } from './turns.ts';

const spread = (median: number) => ({ median, low: median, high: median });
const loops = (cpuMs: number, controlMs = 1) =>
  Object.fromEntries(
    PHASES.map((phase) => [
      phase,
      Object.fromEntries(WATCHED.map((name) => [name, { wallMs: 300, cpuMs: name === 'control' ? controlMs : cpuMs }])),
    ]),
  ) as WalkResults['standard']['loops'];

const scaled = (symbols: number, scanMs: number) => ({
  symbols,
  scanMs: spread(scanMs),
  ordering: { ms: 500, orders: 50 },
  warmMs: spread(200),
  loops: undefined,
});

const good: WalkResults = {
  at: Date.UTC(2026, 10, 23),
  machine: '2 cores',
  load: [0, 2],
  yardstickMs: 200,
  cache: { hitUs: spread(50), mapUs: spread(1) },
  standard: {
    firstDecisionS: 60,
    firstTradeS: 120,
    loops: loops(50, 90),
    rss: { api: 250e6, scheduler: 1e6, 'retrain-worker': 1e6, 'risk-guard': 1e6, 'market-sim': 1e6 },
    bareRss: 50e6,
  },
  scaled: [{ ...scaled(100, 1000), loops: loops(50) }, scaled(1000, 15_000)],
};

test('what is just within its limit is held, whatever the machine makes all wait', () => {
  const { page, missed } = report(good);
  expect(missed).toEqual([]);
  expect(page).toContain('| scan of 100 symbols × 3 profiles, warm caches | 1000 ms | 1000 ms | held | 5.0 ×');
  expect(page).toContain('| training | 50 (300) | 50 (300) | 50 (300) | 50 (300) | 50 (300) | 90 (300) |');
});

test.each<[string, Partial<WalkResults>]>([
  ['scan of 100 symbols × 3 profiles, warm caches', { scaled: [scaled(100, 1001), scaled(1000, 15_000)] }],
  ['the same for 1000 symbols, by symbol', { scaled: [scaled(100, 100), scaled(1000, 1501)] }],
  ['hit of the candle cache', { cache: { hitUs: spread(50.1), mapUs: spread(1) } }],
  ['`start` to the first decision', { standard: { ...good.standard, firstDecisionS: 60.1 } }],
  ['`start` to the first trade', { standard: { ...good.standard, firstTradeS: 120.1 } }],
  [
    'memory at rest, the largest (scheduler)',
    { standard: { ...good.standard, rss: { ...good.standard.rss, scheduler: 250.1e6 } } },
  ],
  ['longest turn of an event loop, CPU time', { standard: { ...good.standard, loops: loops(50.1) } }],
  [
    'longest turn of an event loop, CPU time',
    { scaled: [{ ...scaled(100, 100), loops: loops(50.1) }, scaled(1000, 1000)] },
  ],
])('%s: beyond its limit it is missed', (what, worse) => {
  expect(report({ ...good, ...worse }).missed).toEqual([what]);
});

test('a result that is not a number misses its limit', () => {
  const { missed } = report({ ...good, cache: { hitUs: spread(Number.NaN), mapUs: spread(1) } });
  expect(missed).toEqual(['hit of the candle cache']);
});
