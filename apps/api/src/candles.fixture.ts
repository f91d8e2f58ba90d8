import type { Candle } from '@qt/contracts';
import { INTERVAL_MS } from '@qt/market-data';
import { LOOKBACK_CANDLES } from '@qt/model';

/** One-minute candles of a gently waving market, the last one closed at `closedAt` (Unix ms). */
export function candlesUntil(closedAt: number, count = LOOKBACK_CANDLES): Candle[] {
  return Array.from({ length: count }, (_, at) => {
    const open = 100 + Math.sin(at / 7);
    const close = 100 + Math.sin((at + 1) / 7);
    return {
      openTime: closedAt - (count - at) * INTERVAL_MS['1m'],
      open,
      close,
      high: Math.max(open, close) + 0.1,
      low: Math.min(open, close) - 0.1,
      volume: 10 + (at % 5),
    };
  });
}
