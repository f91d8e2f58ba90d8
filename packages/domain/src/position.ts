import { type Amount, ZERO } from './amount.ts';
import { roundDown, roundHalfUp } from './rounding.ts';

/** A long position in one symbol. */
export interface Holding {
  /** In the base asset, above 0. */
  readonly quantity: Amount;
  /** What the quantity cost in USDT, without fees. */
  readonly cost: Amount;
}

/** What one execution exchanged, as booked. */
export interface Exchanged {
  /** In the base asset, above 0. */
  readonly quantity: Amount;
  /** In USDT, without fees. */
  readonly notional: Amount;
  readonly fee: Amount;
}

/** What is left of a holding after a sale, and what the sold part had cost. */
export interface Reduced {
  /** Null: nothing is left. */
  readonly left: Holding | null;
  readonly soldCost: Amount;
}

/** What a unit of the holding cost on average, as booked, without fees. */
export function averageEntry({ quantity, cost }: Holding): Amount {
  return roundHalfUp(cost.dividedBy(quantity));
}

/** The holding after a buy; null: nothing was held. */
export function enlarge(held: Holding | null, { quantity, notional }: Exchanged): Holding {
  return { quantity: quantity.plus(held?.quantity ?? ZERO), cost: notional.plus(held?.cost ?? ZERO) };
}

/**
 * Takes a sold quantity out of a holding. Its cost is rounded down, so that what is left never costs less than it did;
 * the whole quantity takes the whole cost.
 *
 * @throws RangeError if more is sold than is held
 */
export function reduce({ quantity, cost }: Holding, sold: Amount): Reduced {
  if (sold.greaterThan(quantity)) throw new RangeError(`sold: expected at most ${quantity}, actual ${sold}`);
  if (sold.equals(quantity)) return { left: null, soldCost: cost };
  const soldCost = roundDown(cost.times(sold).dividedBy(quantity));
  return { left: { quantity: quantity.minus(sold), cost: cost.minus(soldCost) }, soldCost };
}

/** What a buy realises: its fee is a loss at once. */
export function realisedByBuy({ fee }: Exchanged): Amount {
  return ZERO.minus(fee);
}

/** What a sell realises after its fee. The fees of its buys were realised when they filled. */
export function realisedBySell({ notional, fee }: Exchanged, soldCost: Amount): Amount {
  return notional.minus(soldCost).minus(fee);
}
