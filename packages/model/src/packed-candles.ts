import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Candle } from '@qt/contracts';
import type { PackedHistory } from './training-messages.ts';

const NUMBERS = 6;

/** Candles as one array of numbers, which is transferred to a thread without a copy. */
function packCandles(candles: readonly Candle[]): Float64Array {
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

function unpackCandles(packed: Float64Array): Candle[] {
  return Array.from({ length: packed.length / NUMBERS }, (_, at) => {
    const [openTime = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = packed.subarray(
      at * NUMBERS,
      (at + 1) * NUMBERS,
    );
    return { openTime, open, high, low, close, volume };
  });
}

/** Yields to the event loop between symbols. */
export async function packHistory(candlesBySymbol: ReadonlyMap<string, readonly Candle[]>): Promise<PackedHistory> {
  const packed: [string, Float64Array][] = [];
  for (const [symbol, history] of candlesBySymbol) {
    packed.push([symbol, packCandles(history)]);
    await setImmediate();
  }
  return packed;
}

export function unpackHistory(history: PackedHistory): Map<string, Candle[]> {
  return new Map(history.map(([symbol, packed]) => [symbol, unpackCandles(packed)]));
}

/** SHA-256 of every symbol's name and candles, in hexadecimal. */
export function hashOfHistory(candlesBySymbol: ReadonlyMap<string, readonly Candle[]>): string {
  const hash = createHash('sha256');
  for (const [symbol, history] of candlesBySymbol)
    hash.update(`${symbol} ${history.length}\n`).update(packCandles(history));
  return hash.digest('hex');
}
