import { expect, test } from 'vitest';
import { pageOf } from './page.ts';
import { reportOf } from './report.ts';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 0, 1);

const walk = {
  span: { from: START, to: START + 120 * MINUTE_MS },
  fills: [],
  equity: Array.from({ length: 120 }, (_, minute) => ({
    at: START + minute * MINUTE_MS,
    equity: 100_000 - minute,
    exposure: 0,
  })),
  realisedPnl: '0',
  openingBalance: '100000',
  denials: { kill_switch: 3 },
  failures: { 'no price of BTCUSDT: its minute is missing': 2 },
  retrainings: [],
  calibration: [{ profile: 'balanced', entryThreshold: 0.65, bins: [{ predicted: 0.7, observed: 0.6, count: 40 }] }],
  edges: [],
  lookAheadChecked: 7,
} as const;

test('the page shows equity, drawdown and reliability, and needs nothing from elsewhere', () => {
  const report = reportOf(new Map([['BTCUSDT', []]]), walk, { costs: { feeBps: 10, slippageBps: 2 }, seed: 1 });
  const page = pageOf(report, walk.equity);
  for (const label of ['equity', 'drawdown', 'reliability of balanced'])
    expect(page).toContain(`aria-label="${label}"`);
  expect(page).toContain('largest drawdown 119.00 USDT');
  expect(page).toContain('<th>time in market</th>');
  expect(page).toContain(
    'denied by the risk guard: kill_switch 3; not placed: no price of BTCUSDT: its minute is missing 2',
  );
  expect(page).not.toMatch(/https?:|NaN|undefined|Infinity/);
});
