import { z } from 'zod';
import { decimal, instant, positiveDecimal, symbol } from './values.ts';

/** Where a price came from: a provider, or a stale entry of the cache. */
export const price = z
  .object({
    symbol,
    price: positiveDecimal,
    source: z.enum(['binance', 'coingecko']),
    observed_at: instant,
    stale: z.boolean(),
    /** Present when stale: how old the price is. */
    age_seconds: z.number().min(0).optional(),
  })
  .meta({
    id: 'Price',
    examples: [
      {
        symbol: 'BTCUSDT',
        price: '64000.5',
        source: 'binance',
        observed_at: '2026-01-01T00:00:00.000Z',
        stale: false,
      },
    ],
  });

/** The length of the shortest candle. */
export const MINUTE_MS = 60_000;

export const CANDLE_INTERVALS = ['1m', '5m', '15m', '1h'] as const;
export type CandleInterval = (typeof CANDLE_INTERVALS)[number];

/**
 * One candlestick (kline) as the model reads it. Floats: statistics, never money. `openTime` is Unix ms, UTC;
 * prices in the quote asset; `volume` in the base asset.
 */
export interface Candle {
  readonly openTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** One candlestick on the wire. */
export const candle = z
  .object({
    open_time: instant,
    open: decimal,
    high: decimal,
    low: decimal,
    close: decimal,
    volume: decimal,
  })
  .meta({ id: 'Candle' });

export const candles = z
  .object({
    symbol,
    interval: z.enum(CANDLE_INTERVALS),
    source: z.literal('binance'),
    observed_at: instant,
    stale: z.boolean(),
    items: z.array(candle),
    /** Open times that lack a candle between the first and the last item. */
    missing: z.array(instant),
  })
  .meta({ id: 'Candles' });
