import { decimalText } from '../amount.ts';
import { denied } from '../decision.ts';
import { forOpening, type Rule } from './rule.ts';

/** Denies an order without a price: what cannot be valued cannot be judged. */
export const priceMissing: Rule = (order) => {
  if (order.quote !== null) return null;
  return denied('price_missing', { message: `price: expected the price of ${order.symbol}, actual none` });
};

/** Denies an order whose price is too old, or dated further ahead of this clock than clocks differ. */
export const priceStale: Rule = ({ quote }, { now }, { maxPriceAgeMs, maxClockSkewMs }) => {
  if (quote === null) return null;
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
export const priceOutOfBand = forOpening(({ quote }, { reference, now }, { priceBandPercent, priceReferenceMs }) => {
  if (quote === null || reference === null || now - reference.at > priceReferenceMs) return null;
  const distance = quote.price.minus(reference.price).abs().times(100);
  if (distance.lte(reference.price.times(priceBandPercent))) return null;
  const limit = `${decimalText(priceBandPercent)}%`;
  const observed = `${distance.dividedBy(reference.price).toDecimalPlaces(2).toFixed()}%`;
  const from = `the last accepted price ${decimalText(reference.price)}`;
  const message = `price: expected at most ${limit} from ${from}, actual ${decimalText(quote.price)} (${observed})`;
  return denied('price_out_of_band', { limit, observed, message });
});

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
