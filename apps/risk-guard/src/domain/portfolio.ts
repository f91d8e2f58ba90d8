import { Amount, total, ZERO } from './amount.ts';
import type { ReferencePrice } from './order-context.ts';
import { expired, type Fill, type Reservation } from './reservation.ts';
import { costOf } from './rules/exposure.ts';

/** For how long an allowed order counts against the order rate. */
export const ORDER_RATE_WINDOW_MS = 60_000;

/** What a book is rebuilt from. */
export interface BookContent {
  /** Bought less sold, by symbol, in the base asset. */
  readonly positions: ReadonlyMap<string, Amount>;
  /** The last accepted or filled price by symbol. */
  readonly prices: ReadonlyMap<string, ReferencePrice>;
  readonly reservations: readonly Reservation[];
  /** When the orders of the last minute were allowed, Unix ms. */
  readonly allowedAt: readonly number[];
}

/** What is held by confirmed fills, and what is on order by open reservations. */
export class Book {
  readonly #positions: Map<string, Amount>;
  readonly #prices: Map<string, ReferencePrice>;
  readonly #reservations: Map<string, Reservation>;
  #allowedAt: number[];

  constructor(content: BookContent) {
    this.#positions = new Map(content.positions);
    this.#prices = new Map(content.prices);
    this.#reservations = new Map(content.reservations.map((one) => [one.clientOrderId, one]));
    this.#allowedAt = [...content.allowedAt];
  }

  reserve(reservation: Reservation): void {
    this.#reservations.set(reservation.clientOrderId, reservation);
    this.#prices.set(reservation.symbol, { price: reservation.price, at: reservation.reservedAt });
    this.#allowedAt = this.#allowedAt.filter((at) => at > reservation.reservedAt - ORDER_RATE_WINDOW_MS);
    this.#allowedAt.push(reservation.reservedAt);
  }

  release(reservation: Reservation): void {
    if (this.#reservations.get(reservation.clientOrderId)?.reservationId === reservation.reservationId) {
      this.#reservations.delete(reservation.clientOrderId);
    }
  }

  /** Takes a fill in. Fills may come in any order: a sell before its buy makes the position negative until that comes. */
  fill(fill: Fill): void {
    this.#reservations.delete(fill.clientOrderId);
    this.#positions.set(fill.symbol, this.positionAfter(fill));
    if (!this.#prices.has(fill.symbol)) this.#prices.set(fill.symbol, { price: fill.price, at: fill.filledAt });
  }

  positionAfter({ symbol, side, quantity }: Fill): Amount {
    const before = this.#positions.get(symbol) ?? ZERO;
    return side === 'buy' ? before.plus(quantity) : before.minus(quantity);
  }

  clearReservations(): void {
    this.#reservations.clear();
  }

  held(symbol: string): Amount {
    return Amount.max(this.#positions.get(symbol) ?? ZERO, 0);
  }

  openReservations(now: number): readonly Reservation[] {
    for (const [id, reservation] of this.#reservations) {
      if (expired(reservation, now)) this.#reservations.delete(id);
    }
    return [...this.#reservations.values()];
  }

  ordersLastMinute(now: number): number {
    return this.#allowedAt.filter((at) => at > now - ORDER_RATE_WINDOW_MS).length;
  }

  reference(symbol: string): ReferencePrice | null {
    return this.#prices.get(symbol) ?? null;
  }

  /** Held less what open sells will take. */
  sellable(symbol: string, now: number): Amount {
    return this.held(symbol).minus(this.#onOrder(symbol, 'sell', now));
  }

  /** Held and on order: an open sell frees nothing before it has filled. */
  committed(symbol: string, now: number): Amount {
    return this.held(symbol).plus(this.#onOrder(symbol, 'buy', now));
  }

  /** What is held or on order, symbol by symbol, with its worth at the symbol's last price. */
  exposure(now: number): { symbol: string; quantity: Amount; notional: Amount }[] {
    const quantities = new Map([...this.#positions.keys()].map((symbol) => [symbol, this.held(symbol)]));
    for (const { symbol, side, quantity } of this.openReservations(now)) {
      if (side === 'buy') quantities.set(symbol, (quantities.get(symbol) ?? ZERO).plus(quantity));
    }
    return [...quantities]
      .filter(([, quantity]) => !quantity.isZero())
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([symbol, quantity]) => {
        return { symbol, quantity, notional: quantity.times(this.#prices.get(symbol)?.price ?? ZERO) };
      });
  }

  /** What all symbols but one are worth, and how many of them are held or on order. */
  others(symbol: string, now: number): { otherExposure: Amount; otherOpenSymbols: number } {
    const others = this.exposure(now).filter((one) => one.symbol !== symbol);
    return { otherExposure: total(others.map(({ notional }) => notional)), otherOpenSymbols: others.length };
  }

  /** What the open buys may still cost, with their allowance for fee and slippage. */
  cashOnOrder(now: number, allowancePercent: Amount): Amount {
    const buys = this.openReservations(now).filter(({ side }) => side === 'buy');
    return total(buys.map(({ quantity, price }) => costOf(quantity, price, allowancePercent)));
  }

  #onOrder(symbol: string, side: Reservation['side'], now: number): Amount {
    const open = this.openReservations(now).filter((one) => one.symbol === symbol && one.side === side);
    return total(open.map(({ quantity }) => quantity));
  }
}
