import { decimalText } from '@qt/domain';
import type { Limits } from '../limits.ts';
import type { MarketPrice } from '../market-prices.ts';
import type { AccountState } from '../order-context.ts';
import type { OrderIntent } from '../order-request.ts';
import { type Finding, finding, openingOnly, pricedOnly, type Rule } from './rule.ts';

/** Denies an order without a price of its caller's, or of the guard's own: its value is unknown. */
export const priceMissing: Rule = ({ quote, symbol }, { market }) =>
  finding('price_missing', quote === null || market === null, () => {
    if (quote === null) return { message: `price: expected the price of ${symbol}, actual none` };
    if (market === null) return { message: noPrice(symbol) };
    const [own, given] = [decimalText(market.price), decimalText(quote.price)];
    return {
      observed: given,
      message: `price: expected the price of ${symbol}, actual ${given}, the guard's own ${own}`,
    };
  });

/** Denies an order whose price, or the guard's own, is too old, or dated further ahead of this clock than clocks may differ. */
export const priceStale: Rule = ({ quote, symbol }, { market, now }, limits) => {
  const given = quote && ageOf('price', now - quote.observedAt, limits);
  if (market === null || given?.denies) return given;
  return ageOf(`the guard's own price of ${symbol}`, now - market.observedAt, limits);
};

/** Denies an order whose price is further than the band from the guard's own, while that is recent enough to compare with. */
export const priceOutOfBand: Rule = pricedOnly(({ quote }, { market, now }, { priceBandPercent, priceReferenceMs }) => {
  if (market === null || now - market.observedAt > priceReferenceMs) return null;
  const distance = quote.price.minus(market.price).abs().times(100);
  return finding('price_out_of_band', !distance.lte(market.price.times(priceBandPercent)), () => {
    const limit = `${decimalText(priceBandPercent)}%`;
    const observed = `${distance.dividedBy(market.price).toDecimalPlaces(2).toFixed()}%`;
    const from = `the market price ${decimalText(market.price)} of ${market.source}`;
    const message = `price: expected at most ${limit} from ${from}, actual ${decimalText(quote.price)} (${observed})`;
    return { limit, observed, message };
  });
});

/** Denies every opening order while the guard has no price of its own, or none that is recent, of any symbol. */
export const noMarketPrice = openingOnly<OrderIntent, AccountState>((_, { newestPrice, now }, limits) =>
  newestPrice === null
    ? finding('price_missing', true, () => ({ message: noPrice('any symbol') }))
    : ageOf("the guard's newest price", now - newestPrice.observedAt, limits),
);

/** Whether new risk can be judged by this price. */
export function isRecent({ observedAt }: MarketPrice, now: number, limits: Limits): boolean {
  return !ageOf('price', now - observedAt, limits).denies;
}

function ageOf(what: string, age: number, { maxPriceAgeMs, maxClockSkewMs }: Limits): Finding {
  const ahead = -age > maxClockSkewMs;
  return finding('price_stale', ahead || age > maxPriceAgeMs, () => {
    const observed = seconds(age);
    if (ahead) {
      const message = `${what}: expected at most ${seconds(maxClockSkewMs)} in the future, actual ${seconds(-age)}`;
      return { limit: seconds(-maxClockSkewMs), observed, message };
    }
    const limit = seconds(maxPriceAgeMs);
    return { limit, observed, message: `${what}: expected at most ${limit} old, actual ${observed}` };
  });
}

function noPrice(symbol: string): string {
  return `price: expected a price of ${symbol} that the guard got from a provider itself, actual none yet`;
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
