import type { apiRoutes, BodyOf, Candle, WalkReport } from '@qt/contracts';
import { amount, decimalText } from '@qt/domain';
import type { AgedPrice, CandleSet, WarmReport } from '@qt/market-data';

type PriceBody = BodyOf<typeof apiRoutes.latestPrice>;
type CandlesBody = BodyOf<typeof apiRoutes.candles>;

/** The age is given only for a stale price. */
export function priceBody({ symbol, price, source, observedAt, stale, ageMs }: AgedPrice): PriceBody {
  const body = { symbol, price, source, observed_at: instant(observedAt), stale };
  return stale ? { ...body, age_seconds: ageMs / 1000 } : body;
}

export function candlesBody({ symbol, interval, source, observedAt, stale, items, missing }: CandleSet): CandlesBody {
  return {
    symbol,
    interval,
    source,
    observed_at: instant(observedAt),
    stale,
    items: items.map(candleBody),
    missing: missing.map(instant),
  };
}

export function warmBody({ symbolsDone, failures }: WarmReport): WalkReport {
  return {
    symbols_done: symbolsDone,
    decisions: { buy: 0, sell: 0, hold: 0 },
    orders: 0,
    denials: {},
    failures: failures.map((failure) => ({ ...failure, profile: null })),
  };
}

function candleBody({ openTime, open, high, low, close, volume }: Candle): CandlesBody['items'][number] {
  return {
    open_time: instant(openTime),
    open: decimal(open),
    high: decimal(high),
    low: decimal(low),
    close: decimal(close),
    volume: decimal(volume),
  };
}

const instant = (ms: number) => new Date(ms).toISOString();

const decimal = (value: number) => decimalText(amount(value));
