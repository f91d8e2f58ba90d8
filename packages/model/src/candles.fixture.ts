import { type Candle, MINUTE_MS } from '@qt/contracts';
import fc from 'fast-check';

/** One-minute candles with these closes. */
export function candlesOf(closes: readonly number[], volume = 10): Candle[] {
  return closes.map((close, at) => {
    const open = closes[at - 1] ?? close;
    return { openTime: at * MINUTE_MS, open, high: Math.max(open, close), low: Math.min(open, close), close, volume };
  });
}

/** Arbitrary one-minute candles, `count` of them. */
export function anyCandles(count: number): fc.Arbitrary<Candle[]> {
  const one = fc.record({
    close: fc.double({ min: 0.0001, max: 1e6, noNaN: true }),
    spread: fc.double({ min: 0, max: 0.1, noNaN: true }),
    volume: fc.double({ min: 0, max: 1e9, noNaN: true }),
  });
  return fc.array(one, { minLength: count, maxLength: count }).map((drawn) =>
    drawn.map(({ close, spread, volume }, at) => {
      const open = drawn[at - 1]?.close ?? close;
      const high = Math.max(open, close) * (1 + spread);
      const low = Math.min(open, close) * (1 - spread);
      return { openTime: at * MINUTE_MS, open, high, low, close, volume };
    }),
  );
}
