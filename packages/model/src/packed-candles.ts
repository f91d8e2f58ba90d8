import type { Candle } from '@qt/contracts';

const NUMBERS = 6;

/** Candles as one array of numbers, which goes to a thread without being copied. */
export function packCandles(candles: readonly Candle[]): Float64Array {
  const packed = new Float64Array(candles.length * NUMBERS);
  for (const [at, { openTime, open, high, low, close, volume }] of candles.entries()) {
    packed.set([openTime, open, high, low, close, volume], at * NUMBERS);
  }
  return packed;
}

export function unpackCandles(packed: Float64Array): Candle[] {
  return Array.from({ length: packed.length / NUMBERS }, (_, at) => {
    const [openTime = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = packed.subarray(at * NUMBERS);
    return { openTime, open, high, low, close, volume };
  });
}
