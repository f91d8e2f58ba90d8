import type { Profile } from '@qt/catalogue';
import { type Amount, amount, roundDown, roundHalfUp, textOf, ZERO } from '../money.ts';
import type { Denial, Fill, Order } from './order.ts';

/** What one profile, or a hand, holds of one symbol: above 0. Money in USDT. */
export interface Position {
  readonly symbol: string;
  /** Who opened it; null: by hand. */
  readonly profile: Profile | null;
  readonly quantity: Amount;
  /** What the quantity cost, without fees. */
  readonly cost: Amount;
  /** Unix ms; of the first buy. */
  readonly openedAt: number;
  readonly stopPrice: Amount | null;
  /** Unix ms. */
  readonly expiresAt: number | null;
}

/** A long-only spot account. Always: cash + Σ cost = opening balance + realised profit or loss. */
export interface Book {
  readonly cash: Amount;
  /** Net of fees. */
  readonly realisedPnl: Amount;
  readonly fees: Amount;
  readonly positions: readonly Position[];
}

/** Applied, or refused because the account does not hold what the order needs. */
export type Booking =
  | { readonly covered: true; readonly book: Book; readonly realisedPnl: Amount }
  | { readonly covered: false; readonly denial: Denial };

export function openingBook(balance: Amount): Book {
  return { cash: balance, realisedPnl: ZERO, fees: ZERO, positions: [] };
}

/** What a unit of the position cost on average, without fees. */
export function averagePrice(position: Position): Amount {
  return roundHalfUp(position.cost.div(position.quantity));
}

/** The book after a fill. Holdings and cash never become negative: such a fill is refused. */
export function applyFill(book: Book, order: Order, fill: Fill): Booking {
  return order.side === 'buy' ? applyBuy(book, order, fill) : applySell(book, order, fill);
}

function applyBuy(book: Book, order: Order, fill: Fill): Booking {
  const due = fill.notional.plus(fill.fee);
  if (due.gt(book.cash)) return uncovered('cash', book.cash, due);
  const held = book.positions.find((position) => isOf(position, order));
  const bought: Position = {
    symbol: order.symbol,
    profile: order.profile,
    quantity: order.quantity.plus(held?.quantity ?? 0),
    cost: fill.notional.plus(held?.cost ?? 0),
    openedAt: held?.openedAt ?? fill.filledAt,
    stopPrice:
      order.exit === null
        ? (held?.stopPrice ?? null)
        : roundHalfUp(fill.price.times(amount(1).minus(order.exit.stopFraction))),
    expiresAt: order.exit === null ? (held?.expiresAt ?? null) : fill.filledAt + order.exit.holdMs,
  };
  const positions = [...book.positions.filter((position) => position !== held), bought];
  return booked(book, { positions, cash: book.cash.minus(due), fee: fill.fee, realisedPnl: fill.fee.neg() });
}

function applySell(book: Book, order: Order, fill: Fill): Booking {
  const sources = sellable(book.positions, order);
  const held = sources.reduce((sum, position) => sum.plus(position.quantity), ZERO);
  if (order.quantity.gt(held)) return uncovered('holding', held, order.quantity);
  const cash = book.cash.plus(fill.notional).minus(fill.fee);
  if (cash.lt(0)) return uncovered('cash', book.cash, fill.fee.minus(fill.notional));

  let left = order.quantity;
  let cost = ZERO;
  const after = new Map<Position, Position | undefined>();
  for (const position of sources) {
    const sold = left.lt(position.quantity) ? left : position.quantity;
    if (sold.isZero()) break;
    const whole = sold.eq(position.quantity);
    // Rounded down, so that what is left over never costs less than it did.
    const soldCost = whole ? position.cost : roundDown(position.cost.times(sold).div(position.quantity));
    after.set(
      position,
      whole ? undefined : { ...position, quantity: position.quantity.minus(sold), cost: position.cost.minus(soldCost) },
    );
    cost = cost.plus(soldCost);
    left = left.minus(sold);
  }
  const positions = book.positions.flatMap((position) => {
    const changed = after.has(position) ? after.get(position) : position;
    return changed === undefined ? [] : [changed];
  });
  return booked(book, { positions, cash, fee: fill.fee, realisedPnl: fill.notional.minus(cost).minus(fill.fee) });
}

/** The positions that an order sells from, in their turn: a profile its own; a hand first its own, then the oldest. */
export function sellable(positions: readonly Position[], order: Pick<Order, 'symbol' | 'profile'>): Position[] {
  if (order.profile !== null) return positions.filter((position) => isOf(position, order));
  return positions
    .filter((position) => position.symbol === order.symbol)
    .sort((a, b) => Number(a.profile !== null) - Number(b.profile !== null) || a.openedAt - b.openedAt);
}

function isOf(position: Position, owner: Pick<Order, 'symbol' | 'profile'>): boolean {
  return position.symbol === owner.symbol && position.profile === owner.profile;
}

interface Change {
  readonly positions: readonly Position[];
  readonly cash: Amount;
  readonly fee: Amount;
  readonly realisedPnl: Amount;
}

function booked(book: Book, { positions, cash, fee, realisedPnl }: Change): Booking {
  return {
    covered: true,
    book: { cash, positions, realisedPnl: book.realisedPnl.plus(realisedPnl), fees: book.fees.plus(fee) },
    realisedPnl,
  };
}

function uncovered(what: 'cash' | 'holding', has: Amount, needs: Amount): Booking {
  const [limit, observed] = [textOf(has), textOf(needs)];
  const message = `the order needs ${observed} of ${what}, the account has ${limit}`;
  return { covered: false, denial: { reason: 'insufficient_balance', limit, observed, message } };
}
