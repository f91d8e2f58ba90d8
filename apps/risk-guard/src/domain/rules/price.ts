import { type Denial, decimalText } from '@qt/domain';
import { denialOf } from '../decision.ts';
import type { OrderContext } from '../order-context.ts';
import type { PricedOrderRequest } from '../order-request.ts';
import { openingOnly, type Rule } from './rule.ts';

/** The denial of an order without a price: its value is unknown. */
export function priceMissing(symbol: string): Denial {
  return denialOf('price_missing', { message: `price: expected the price of ${symbol}, actual none` });
}

/** Denies an order whose price is too old, or dated further ahead of this clock than clocks may differ. */
export const priceStale: Rule<PricedOrderRequest> = ({ quote }, { now }, { maxPriceAgeMs, maxClockSkewMs }) => {
  const age = now - quote.observedAt;
  if (age > maxPriceAgeMs) {
    const [limit, observed] = [seconds(maxPriceAgeMs), seconds(age)];
    const message = `price: expected at most ${limit} old, actual ${observed}`;
    return denialOf('price_stale', { limit, observed, message });
  }
  if (-age > maxClockSkewMs) {
    const [limit, observed] = [seconds(-maxClockSkewMs), seconds(age)];
    const message = `price: expected at most ${seconds(maxClockSkewMs)} in the future, actual ${seconds(-age)}`;
    return denialOf('price_stale', { limit, observed, message });
  }
  return null;
};

/**
 * Denies an opening order whose price is further than the band from the symbol's last accepted price, while that is
 * recent enough to compare with. Exits pass: a stop must work in the very crash it is for.
 */
export const priceOutOfBand = openingOnly<PricedOrderRequest, OrderContext>(
  ({ quote }, { reference, now }, { priceBandPercent, priceReferenceMs }) => {
    if (reference === null || now - reference.at > priceReferenceMs) return null;
    const distance = quote.price.minus(reference.price).abs().times(100);
    if (distance.lte(reference.price.times(priceBandPercent))) return null;
    const limit = `${decimalText(priceBandPercent)}%`;
    const observed = `${distance.dividedBy(reference.price).toDecimalPlaces(2).toFixed()}%`;
    const from = `the last accepted price ${decimalText(reference.price)}`;
    const message = `price: expected at most ${limit} from ${from}, actual ${decimalText(quote.price)} (${observed})`;
    return denialOf('price_out_of_band', { limit, observed, message });
  },
);

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
