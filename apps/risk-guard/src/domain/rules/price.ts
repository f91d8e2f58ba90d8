import { decimalText } from '@qt/domain';
import { denialOf } from '../decision.ts';
import type { Limits } from '../limits.ts';
import type { MarketPrice } from '../market-prices.ts';
import type { AccountState } from '../order-context.ts';
import type { OrderIntent } from '../order-request.ts';
import { openingOnly, pricedOnly, type Rule } from './rule.ts';

/** Denies an order without a price of its caller's, or of the guard's own: its value is unknown. */
export const priceMissing: Rule = ({ quote, symbol }, { market }) => {
  if (quote === null) {
    return denialOf('price_missing', { message: `price: expected the price of ${symbol}, actual none` });
  }
  return market === null ? denialOf('price_missing', { message: noPrice(symbol) }) : null;
};

/** Denies an order whose price, or the guard's own, is too old, or dated further ahead of this clock than clocks may differ. */
export const priceStale: Rule = ({ quote, symbol }, { market, now }, limits) =>
  (quote && outdated('price', now - quote.observedAt, limits)) ??
  (market && outdated(`the guard's own price of ${symbol}`, now - market.observedAt, limits));

/** Denies an order whose price is further than the band from the guard's own, while that is recent enough to compare with. */
export const priceOutOfBand: Rule = pricedOnly(({ quote }, { market, now }, { priceBandPercent, priceReferenceMs }) => {
  if (market === null || now - market.observedAt > priceReferenceMs) return null;
  const distance = quote.price.minus(market.price).abs().times(100);
  if (distance.lte(market.price.times(priceBandPercent))) return null;
  const limit = `${decimalText(priceBandPercent)}%`;
  const observed = `${distance.dividedBy(market.price).toDecimalPlaces(2).toFixed()}%`;
  const from = `the market price ${decimalText(market.price)} of ${market.source}`;
  const message = `price: expected at most ${limit} from ${from}, actual ${decimalText(quote.price)} (${observed})`;
  return denialOf('price_out_of_band', { limit, observed, message });
});

/** Denies every opening order while the guard has no price of its own, or none that is recent, of any symbol. */
export const noMarketPrice = openingOnly<OrderIntent, AccountState>((_, { newestPrice, now }, limits) =>
  newestPrice === null
    ? denialOf('price_missing', { message: noPrice('any symbol') })
    : outdated("the guard's newest price", now - newestPrice.observedAt, limits),
);

/** Whether new risk can be judged by this price. */
export function isRecent({ observedAt }: MarketPrice, now: number, limits: Limits): boolean {
  return outdated('price', now - observedAt, limits) === null;
}

function outdated(what: string, age: number, { maxPriceAgeMs, maxClockSkewMs }: Limits) {
  if (age > maxPriceAgeMs) {
    const [limit, observed] = [seconds(maxPriceAgeMs), seconds(age)];
    return denialOf('price_stale', {
      limit,
      observed,
      message: `${what}: expected at most ${limit} old, actual ${observed}`,
    });
  }
  if (-age > maxClockSkewMs) {
    const [limit, observed] = [seconds(-maxClockSkewMs), seconds(age)];
    const message = `${what}: expected at most ${seconds(maxClockSkewMs)} in the future, actual ${seconds(-age)}`;
    return denialOf('price_stale', { limit, observed, message });
  }
  return null;
}

function noPrice(symbol: string): string {
  return `price: expected a price of ${symbol} that the guard got from a provider itself, actual none yet`;
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
