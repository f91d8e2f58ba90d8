import { type Amount, decimalText, ZERO } from './amount.ts';
import { floorTo, isMultipleOf } from './rounding.ts';

/** What an exchange calls the rule, as in its own list of filters. */
type Filter =
  | 'LOT_SIZE'
  | 'MARKET_LOT_SIZE'
  | 'PRICE_FILTER'
  | 'PERCENT_PRICE'
  | 'PERCENT_PRICE_BY_SIDE'
  | 'MIN_NOTIONAL'
  | 'NOTIONAL';

interface QuantityRule {
  readonly min: Amount;
  /** 0: no upper bound. */
  readonly max: Amount;
  /** 0: any quantity. */
  readonly step: Amount;
}

/** The lowest and highest price that an order may have, as multiples of the market's. */
interface PriceMultiples {
  readonly down: Amount;
  readonly up: Amount;
}

/** A symbol as its exchange trades it. Quantities in the base asset, prices and notionals in the quote asset. */
export interface Instrument {
  readonly symbol: string;
  /** In the exchange's words; orders are taken only while it is `TRADING`. */
  readonly status: string;
  /** Of any order. */
  readonly lot: QuantityRule;
  /** Of a market order, besides `lot`; null: nothing more. */
  readonly marketLot: QuantityRule | null;
  /** Prices are multiples of it, at least it, and at most `maxPrice`. */
  readonly tickSize: Amount;
  readonly minPrice: Amount;
  /** 0: no upper bound. */
  readonly maxPrice: Amount;
  /** How far a limit price may be from the market, as multiples of it. */
  readonly percentPrice?: {
    readonly filter: 'PERCENT_PRICE' | 'PERCENT_PRICE_BY_SIDE';
    readonly buy: PriceMultiples;
    readonly sell: PriceMultiples;
  };
  /** What a market order must be worth; null: no bound. */
  readonly notional: {
    readonly filter: 'MIN_NOTIONAL' | 'NOTIONAL';
    readonly min: Amount;
    readonly max: Amount | null;
  } | null;
}

/** The rule that an order breaks: what it allows, and what was given. */
export interface FilterViolation {
  readonly filter: Filter;
  readonly limit: string;
  readonly given: string;
  /** For people. */
  readonly message: string;
}

/** Whether the exchange takes orders in it now. */
export function isTrading({ status }: Pick<Instrument, 'status'>): boolean {
  return status === 'TRADING';
}

/** The largest quantity of a market order that is not above `quantity`; 0 if even the smallest is. */
export function roundQuantity({ lot, marketLot }: Instrument, quantity: Amount): Amount {
  const most = [lot.max, marketLot?.max ?? ZERO]
    .filter((max) => !max.isZero())
    .reduce((least, max) => (max.lessThan(least) ? max : least), quantity);
  const steps = [lot.step, marketLot?.step ?? ZERO].filter((step) => !step.isZero());
  const rounded = steps.reduce((value, step) => floorTo(value, step), most);
  return rounded.lessThan(lot.min) || rounded.lessThan(marketLot?.min ?? ZERO) ? ZERO : rounded;
}

/** The highest price that is a whole number of ticks and not above `price`. */
export function roundPrice({ tickSize }: Pick<Instrument, 'tickSize'>, price: Amount): Amount {
  return floorTo(price, tickSize);
}

interface OrderTerms {
  readonly quantity: Amount;
  /** Of the market, near which a market order fills; null: not known, so nothing is compared with it. */
  readonly price: Amount | null;
  /** Of a limit order. */
  readonly limitPrice?: Amount;
  /** Of a limit order whose distance from the market is to be checked. */
  readonly side?: 'buy' | 'sell';
}

/** The first rule that an order breaks. */
export function filterViolation(
  instrument: Instrument,
  { quantity, price, limitPrice, side }: OrderTerms,
): FilterViolation | null {
  const byPrice =
    limitPrice === undefined
      ? null
      : (priceViolation(instrument, limitPrice) ?? distanceViolation(instrument, limitPrice, price, side));
  if (byPrice !== null) return byPrice;
  const { lot, marketLot, notional } = instrument;
  const byLot = quantityViolation('LOT_SIZE', lot, quantity);
  if (byLot !== null) return byLot;
  const byMarketLot =
    marketLot && limitPrice === undefined ? quantityViolation('MARKET_LOT_SIZE', marketLot, quantity) : null;
  if (byMarketLot !== null) return byMarketLot;
  if (price === null || notional === null) return null;
  const worth = (limitPrice ?? price).times(quantity);
  if (worth.lessThan(notional.min)) return violation(notional.filter, 'a notional of at least', notional.min, worth);
  if (notional.max?.lessThan(worth)) return violation(notional.filter, 'a notional of at most', notional.max, worth);
  return null;
}

function priceViolation({ tickSize, minPrice, maxPrice }: Instrument, price: Amount): FilterViolation | null {
  if (price.lessThan(minPrice)) return violation('PRICE_FILTER', 'a price of at least', minPrice, price);
  if (!maxPrice.isZero() && price.greaterThan(maxPrice)) {
    return violation('PRICE_FILTER', 'a price of at most', maxPrice, price);
  }
  return isMultipleOf(price, tickSize) ? null : violation('PRICE_FILTER', 'a multiple of', tickSize, price);
}

function distanceViolation(
  { percentPrice }: Instrument,
  limitPrice: Amount,
  price: Amount | null,
  side: OrderTerms['side'],
): FilterViolation | null {
  if (percentPrice === undefined || price === null || side === undefined) return null;
  const { filter, [side]: multiples } = percentPrice;
  const [lowest, highest] = [price.times(multiples.down), price.times(multiples.up)];
  if (limitPrice.lessThan(lowest)) return violation(filter, 'a price of at least', lowest, limitPrice);
  return limitPrice.greaterThan(highest) ? violation(filter, 'a price of at most', highest, limitPrice) : null;
}

function quantityViolation(filter: Filter, { min, max, step }: QuantityRule, given: Amount): FilterViolation | null {
  if (given.lessThan(min)) return violation(filter, 'a quantity of at least', min, given);
  if (!max.isZero() && given.greaterThan(max)) return violation(filter, 'a quantity of at most', max, given);
  if (step.isZero() || isMultipleOf(given, step)) return null;
  return violation(filter, 'a multiple of', step, given);
}

function violation(filter: Filter, what: string, allowed: Amount, actual: Amount): FilterViolation {
  const [limit, given] = [decimalText(allowed), decimalText(actual)];
  return { filter, limit, given, message: `${filter}: expected ${what} ${limit}, actual ${given}` };
}
