import { decimalText } from '@qt/domain';
import { denialOf } from '../decision.ts';
import { pricedOnly, type Rule } from './rule.ts';

/** Denies an order without a price: its value is unknown. */
export const priceMissing: Rule = ({ quote, symbol }) => {
  if (quote !== null) return null;
  return denialOf('price_missing', { message: `price: expected the price of ${symbol}, actual none` });
};

/** Denies an order whose price is too old, or dated further ahead of this clock than clocks may differ. */
export const priceStale: Rule = pricedOnly(({ quote }, { now }, { maxPriceAgeMs, maxClockSkewMs }) => {
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
});

/**
 * Denies an order whose price is further than the band from the symbol's last accepted price, while that is recent
 * enough to compare with.
 */
export const priceOutOfBand: Rule = pricedOnly(
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
