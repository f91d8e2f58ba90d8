import {
  type Amount,
  amount,
  bookedNotional,
  enlarge,
  hasKey,
  type Lot,
  type PositionKey,
  realisedByBuy,
  realisedBySell,
  roundDown,
  sellFrom,
  ZERO,
} from '@qt/domain';
import type { RealisedEntry } from './loss-window.ts';
import type { ReportedFill } from './reservation.ts';

/** By how much two figures of one fill may differ, in USDT: rounding. */
const TOLERANCE = amount('0.01');

/** What was sold of a symbol before the guard knew of its buy. */
interface Short {
  readonly quantity: Amount;
  /** What it was sold for, in USDT. */
  readonly notional: Amount;
}

/** A fill that its caller reported otherwise than the guard's own books, or prices, have it. */
export interface FillDispute {
  readonly clientOrderId: string;
  /** What it realised, or its price. */
  readonly about: 'realised' | 'price';
  /** The guard's own figure, USDT. */
  readonly own: Amount;
  readonly reported: Amount;
  /** From when on it counts, Unix ms. */
  readonly at: number;
}

/** What one fill realises, and the books of its symbol after it. */
export interface RealisedBooking extends RealisedEntry {
  /** Null: the figures agree, or the guard does not know what the sold quantity had cost. */
  readonly dispute: FillDispute | null;
  readonly symbol: string;
  readonly lots: readonly Lot[];
  readonly short: Short | null;
  /** Whether the cost of a lot may be another than the API's ledger has. */
  readonly uncertain: boolean;
}

/** What a fill realises by the guard's lots. `known`: it knows what the sold quantity had cost. */
interface OwnCount extends Pick<RealisedBooking, 'lots' | 'short'> {
  readonly own: Amount;
  readonly known: boolean;
}

/** How a fill is judged. */
export interface FillJudgement {
  /** From when on it counts, Unix ms; unset: since it filled. */
  readonly at?: number;
  /** What its price is too far from, USDT; unset: from nothing. */
  readonly expectedPrice?: Amount | null;
}

/** Whose order a fill is of; undefined: the guard does not know. */
export type FillOwner = PositionKey['profile'] | undefined;

/**
 * What positions cost by the guard's own count, so that the daily loss does not depend on what its caller reports. Of the
 * two figures of a fill the larger loss counts. A quantity sold before its buy is known counts with the reported loss, and
 * no profit; should the buy that arrives later show a loss, that counts as well.
 * Until the symbol is sold out, such a sale and a fill of an unknown order leave costs uncertain: no figure is then disputed.
 */
export class RealisedBooks {
  readonly #lots = new Map<string, readonly Lot[]>();
  readonly #shorts = new Map<string, Short | null>();
  readonly #uncertain = new Map<string, boolean>();

  /** What a fill of this profile's order realises, at the worse of its price and the expected one; `apply` books it. */
  evaluate(
    fill: ReportedFill,
    owner: FillOwner,
    { at = fill.filledAt, expectedPrice = null }: FillJudgement = {},
  ): RealisedBooking {
    const profile = owner ?? null;
    const judged = expectedPrice === null ? fill : { ...fill, price: worse(fill.side, fill.price, expectedPrice) };
    const count = fill.side === 'buy' ? this.#buy(judged, profile) : this.#sell(judged, profile);
    const booking = bookingOf(fill, count, at);
    const uncertain = owner === undefined || booking.uncertain || this.#uncertain.get(fill.symbol) === true;
    const realised = uncertain ? null : booking.dispute;
    const dispute = expectedPrice === null ? realised : priceDispute(fill, expectedPrice, at);
    return { ...booking, uncertain: uncertain && booking.lots.length > 0, dispute };
  }

  apply({ symbol, lots, short, uncertain }: RealisedBooking): void {
    this.#uncertain.set(symbol, uncertain);
    this.#lots.set(symbol, lots);
    this.#shorts.set(symbol, short);
  }

  #buy(fill: ReportedFill, profile: PositionKey['profile']): OwnCount {
    const { symbol, quantity, fee, price, filledAt } = fill;
    const notional = bookedNotional('buy', price, quantity);
    const short = this.#shorts.get(symbol) ?? null;
    if (short === null) {
      const lots = added(this.#lotsOf(symbol), { symbol, profile, openedAt: filledAt, quantity, cost: notional });
      return { lots, short, own: realisedByBuy({ quantity, notional, fee }), known: true };
    }
    const covered = quantity.lessThan(short.quantity) ? quantity : short.quantity;
    const cost = share(notional, covered, quantity);
    const closed = { quantity: covered, notional: share(short.notional, covered, short.quantity) };
    const late = closed.notional.minus(cost);
    const own = realisedByBuy({ quantity, notional, fee }).plus(late.isNegative() ? late : ZERO);
    const rest = { symbol, profile, openedAt: filledAt, quantity: quantity.minus(covered), cost: notional.minus(cost) };
    const lots = rest.quantity.isZero() ? this.#lotsOf(symbol) : added(this.#lotsOf(symbol), rest);
    return { lots, short: without(short, closed), own, known: false };
  }

  #sell(fill: ReportedFill, profile: PositionKey['profile']): OwnCount {
    const { symbol, quantity, fee, price } = fill;
    const notional = bookedNotional('sell', price, quantity);
    const first = sellFrom(this.#lotsOf(symbol), { symbol, profile }, quantity);
    // What its own profile does not hold was sold all the same.
    const { lots, soldCost, unsold } = sellFrom(first.lots, { symbol, profile: null }, first.unsold);
    const sold = quantity.minus(unsold);
    const proceeds = share(notional, sold, quantity);
    const exchanged = { quantity: sold, notional: proceeds, fee };
    const own = realisedBySell(exchanged, first.soldCost.plus(soldCost));
    const before = this.#shorts.get(symbol) ?? null;
    if (unsold.isZero()) return { lots, short: before, own, known: true };
    const short: Short = {
      quantity: unsold.plus(before?.quantity ?? ZERO),
      notional: notional.minus(proceeds).plus(before?.notional ?? ZERO),
    };
    return { lots, short, own, known: false };
  }

  #lotsOf(symbol: string): readonly Lot[] {
    return this.#lots.get(symbol) ?? [];
  }
}

function bookingOf(
  { clientOrderId, symbol, realisedPnl: reported }: ReportedFill,
  { lots, short, own, known }: OwnCount,
  at: number,
): RealisedBooking {
  const differs = known && own.minus(reported).abs().greaterThan(TOLERANCE);
  const dispute: FillDispute | null = differs ? { clientOrderId, about: 'realised', own, reported, at } : null;
  return { symbol, lots, short, at, pnl: larger(own, reported), dispute, uncertain: !known };
}

function priceDispute({ clientOrderId, price }: ReportedFill, own: Amount, at: number): FillDispute {
  return { clientOrderId, about: 'price', own, reported: price, at };
}

function worse(side: ReportedFill['side'], a: Amount, b: Amount): Amount {
  return a.greaterThan(b) === (side === 'buy') ? a : b;
}

/** The larger loss of the two. */
function larger(a: Amount, b: Amount): Amount {
  return a.lessThan(b) ? a : b;
}

function added(lots: readonly Lot[], bought: Lot): Lot[] {
  const held = lots.find((lot) => hasKey(lot, bought));
  const { quantity, cost: notional } = bought;
  const lot = { ...bought, ...enlarge(held ?? null, { quantity, notional, fee: ZERO }) };
  return [...lots.filter((one) => one !== held), { ...lot, openedAt: held?.openedAt ?? bought.openedAt }];
}

/** Of an amount, what falls to `some` of `all`. */
function share(whole: Amount, some: Amount, all: Amount): Amount {
  return some.equals(all) ? whole : roundDown(whole.times(some).dividedBy(all));
}

function without(short: Short, closed: Short): Short | null {
  const quantity = short.quantity.minus(closed.quantity);
  return quantity.isZero() ? null : { quantity, notional: short.notional.minus(closed.notional) };
}
