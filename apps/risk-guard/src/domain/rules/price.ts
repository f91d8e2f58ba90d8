import { decimalText } from '../amount.ts';
import { type Denial, denied } from '../decision.ts';
import type { Situation } from '../order-context.ts';
import type { PricedOrder } from '../order-request.ts';
import { forOpening, type Rule } from './rule.ts';

/** The denial of an order without a price: what cannot be valued cannot be judged. */
export function priceMissing(symbol: string): Denial {
  return denied('price_missing', { message: `price: expected the price of ${symbol}, actual none` });
}

/** Denies an order whose price is too old, or dated further ahead of this clock than clocks differ. */
export const priceStale: Rule<PricedOrder> = ({ quote }, { now }, { maxPriceAgeMs, maxClockSkewMs }) => {
  const age = now - quote.observedAt;
  if (age > maxPriceAgeMs) {
    const [limit, observed] = [seconds(maxPriceAgeMs), seconds(age)];
    const message = `price: expected at most ${limit} old, actual ${observed}`;
    return denied('price_stale', { limit, observed, message });
  }
  if (-age > maxClockSkewMs) {
    const [limit, observed] = [seconds(-maxClockSkewMs), seconds(age)];
    const message = `price: expected at most ${seconds(maxClockSkewMs)} in the future, actual ${seconds(-age)}`;
    return denied('price_stale', { limit, observed, message });
  }
  return null;
};

/**
 * Denies an opening order whose price is further from the symbol's last accepted one than the band, while that is
 * recent enough to compare with. An exit passes: a stop must work in the crash that it is for.
 */
export const priceOutOfBand = forOpening<PricedOrder, Situation>(
  ({ quote }, { reference, now }, { priceBandPercent, priceReferenceMs }) => {
    if (reference === null || now - reference.at > priceReferenceMs) return null;
    const distance = quote.price.minus(reference.price).abs().times(100);
    if (distance.lte(reference.price.times(priceBandPercent))) return null;
    const limit = `${decimalText(priceBandPercent)}%`;
    const observed = `${distance.dividedBy(reference.price).toDecimalPlaces(2).toFixed()}%`;
    const from = `the last accepted price ${decimalText(reference.price)}`;
    const message = `price: expected at most ${limit} from ${from}, actual ${decimalText(quote.price)} (${observed})`;
    return denied('price_out_of_band', { limit, observed, message });
  },
);

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
