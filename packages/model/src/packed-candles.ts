import type { Candle } from '@qt/contracts';

const NUMBERS = 6;

/** Candles as one array of numbers, which is transferred to a thread without a copy. */
export function packCandles(candles: readonly Candle[]): Float64Array {
  const packed = new Float64Array(candles.length * NUMBERS);
  let at = 0;
  for (const candle of candles) {
    packed[at++] = candle.openTime;
    packed[at++] = candle.open;
    packed[at++] = candle.high;
    packed[at++] = candle.low;
    packed[at++] = candle.close;
    packed[at++] = candle.volume;
  }
  return packed;
}

export function unpackCandles(packed: Float64Array): Candle[] {
  return Array.from({ length: packed.length / NUMBERS }, (_, at) => {
    const [openTime = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = packed.subarray(
      at * NUMBERS,
      (at + 1) * NUMBERS,
    );
    return { openTime, open, high, low, close, volume };
  });
}
