import type { Candle } from '@qt/contracts';
import { createSimulatedMarket } from '@qt/simulated-market';
import { expect, test } from 'vitest';
import { productionFeatures } from './features.ts';
import { checkLookAhead, LooksAhead } from './look-ahead.ts';

const history = new Map([['BTCUSDT', createSimulatedMarket(1).candles('BTCUSDT', 29_000_000, 600)]]);

test('the features of a scan know nothing of later candles', () => {
  expect(checkLookAhead(history, productionFeatures, 20)).toBeGreaterThan(15);
});

test('a feature that peeks at the next close is caught, and where', () => {
  const peeking = (candles: readonly Candle[], index: number) =>
    Float64Array.of(candles[index + 1]?.close ?? candles[index]?.close ?? 0);
  expect(() => checkLookAhead(history, peeking, 20)).toThrow(LooksAhead);
  expect(() => checkLookAhead(history, peeking, 20)).toThrow(
    /^BTCUSDT at 20\d\d-.*expected features that do not change/,
  );
});
