import { expect, test } from 'vitest';
import { whyNoPrice } from './price-age.ts';

const T0 = Date.parse('2026-11-23T12:00:00.000Z');
const failure = 'no price of BTCUSDT: binance: http: 500; coingecko: http: 500';
const newest = { observedAt: T0, receivedAt: T0 + 1000 };
const after = (seconds: number) => T0 + seconds * 1000;

test('a price is young enough up to the limit, whatever has failed since', () => {
  expect(whyNoPrice({ newest, failure }, 90, after(90))).toBeNull();
  expect(whyNoPrice({ newest, failure }, 90, after(90.001))).toBe(`no symbol has a price at most 90 s old: ${failure}`);
});

test('if no price ever arrived, the reason is the failure', () => {
  expect(whyNoPrice({ newest: null, failure }, 90, T0)).toBe(`no symbol has a price at most 90 s old: ${failure}`);
});

test('if no price was requested for a while, the next order may have one', () => {
  expect(whyNoPrice({ newest: null, failure: null }, 90, T0)).toBeNull();
  expect(whyNoPrice({ newest, failure: null }, 90, after(3600))).toBeNull();
});

test('prices that are too old on arrival are refused', () => {
  const late = { observedAt: T0, receivedAt: after(150) };
  expect(whyNoPrice({ newest: late, failure: null }, 90, after(151))).toBe(
    'no symbol has a price at most 90 s old: the newest was 150 s old when it came',
  );
});
