import { type Candle, MINUTE_MS } from '@qt/contracts';
import { hash, roundTo } from './arithmetic.ts';

/** The candle after `elapsed` ms (0 to 60,000) of its minute; the price moves linearly from open through both extremes to close. */
export function formingCandle(candle: Candle, elapsed: number, seed: number, decimals: number): Candle {
  const path = waypoints(candle, seed);
  let { open: high, open: low } = candle;
  let close = candle.open;
  for (const [index, [at, price]] of path.entries()) {
    const [lastAt, lastPrice] = path[index - 1] ?? [0, candle.open];
    if (elapsed <= lastAt) break;
    const share = Math.min(1, (elapsed - lastAt) / (at - lastAt));
    close = share === 1 ? price : clamp(roundTo(lastPrice + (price - lastPrice) * share, decimals), candle);
    high = Math.max(high, close);
    low = Math.min(low, close);
  }
  const volume = elapsed >= MINUTE_MS ? candle.volume : Math.floor(candle.volume * (elapsed / MINUTE_MS) * 1e5) / 1e5;
  return { openTime: candle.openTime, open: candle.open, high, low, close, volume };
}

/** The turning points of the minute's path: a function of the minute alone. */
function waypoints(candle: Candle, seed: number): readonly (readonly [at: number, price: number])[] {
  const random = hash(seed, candle.openTime / MINUTE_MS, 41);
  const lowFirst = (random & 1) === 1;
  return [
    [8000 + ((random >>> 1) % 18_000), lowFirst ? candle.low : candle.high],
    [30_000 + ((random >>> 16) % 24_000), lowFirst ? candle.high : candle.low],
    [MINUTE_MS, candle.close],
  ];
}

function clamp(price: number, { low, high }: Candle): number {
  return Math.min(high, Math.max(low, price));
}
