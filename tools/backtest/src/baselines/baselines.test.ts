import { type Candle, MINUTE_MS } from '@qt/contracts';
import { amount } from '@qt/domain';
import type { Trade } from '@qt/performance';
import { expect, test } from 'vitest';
import { buyAndHold } from './buy-and-hold.ts';
import { netOfLong } from './costs.ts';
import { randomEntries } from './random-entries.ts';
import { seededRandom } from './seeded-random.ts';

const FREE = { feeBps: 0, slippageBps: 0 };
const rising: Candle[] = Array.from({ length: 1000 }, (_, minute) => {
  const [open, close] = [100 + minute, 101 + minute];
  return { openTime: minute * MINUTE_MS, open, high: close, low: open, close, volume: 1 };
});
const history = new Map([['AUSDT', rising]]);
const span = { from: 0, to: 1000 * MINUTE_MS };

test('costs are paid on the way in and on the way out', () => {
  expect(netOfLong(1000, 100, 110, FREE)).toBeCloseTo(100, 9);
  // 10 basis points of 1,000 in and of 1,100 out.
  expect(netOfLong(1000, 100, 110, { feeBps: 10, slippageBps: 0 })).toBeCloseTo(100 - 1 - 1.1, 9);
  expect(netOfLong(1000, 100, 100, { feeBps: 0, slippageBps: 10 })).toBeCloseTo(-1.998, 3);
});

test('buy and hold spans the time that was traded', () => {
  expect(buyAndHold(history, span, 1000, FREE)).toBeCloseTo(10_000, 6);
  expect(buyAndHold(history, { from: 500 * MINUTE_MS, to: 501 * MINUTE_MS }, 600, FREE)).toBeCloseTo(1, 9);
});

const trade = (net: string): Trade => ({
  symbol: 'AUSDT',
  profile: 'aggressive',
  openedAt: 0,
  closedAt: 0,
  exit: 'expiry',
  notional: amount('900'),
  net: amount(net),
  fees: amount('0'),
  slippage: amount('0'),
});

test('random entries hold as long as the profile does, and the same seed draws the same', () => {
  const draw = (seed: number) =>
    randomEntries(history, span, [trade('1000')], { runs: 50, random: seededRandom(seed), costs: FREE });
  const once = draw(7);
  expect(draw(7)).toEqual(once);
  expect(draw(8)).not.toEqual(once);
  // 15 minutes of a rise of 1 a minute, bought between 100 and 1,085.
  expect(once.net_p5).toBeGreaterThan(900 * (15 / 1085) * 0.99);
  expect(once.net_p95).toBeLessThan((900 * 15) / 100 + 1);
  expect(once.as_good_or_better).toBe(0);
});

test('a strategy that is worse than chance is said to be', () => {
  const { as_good_or_better } = randomEntries(history, span, [trade('-5')], {
    runs: 20,
    random: seededRandom(1),
    costs: FREE,
  });
  expect(as_good_or_better).toBe(1);
});
