import { type Amount, atLeastZero, percent, signedCash, signedQuantity, total, ZERO } from '@qt/domain';
import { MarketPrices } from './market-prices.ts';
import type { ReferencePrice } from './order-context.ts';
import { hasExpired, type ReportedFill, type Reservation, remainingOf } from './reservation.ts';
import { costOf } from './rules/exposure.ts';

/** For how long an allowed order counts against the order rate, and one that was given up against the cancel rate. */
export const ORDER_RATE_WINDOW_MS = 60_000;

/** The stored content of a portfolio. */
export interface PortfolioContent {
  /** Bought less sold, by symbol, in the base asset. */
  readonly positions: ReadonlyMap<string, Amount>;
  /** The last accepted or filled price by symbol. */
  readonly prices: ReadonlyMap<string, ReferencePrice>;
  readonly reservations: readonly Reservation[];
  /** What was allowed within the duplicate window and not released. */
  readonly recent: readonly Reservation[];
  /** What all fills have added to the opening cash. */
  readonly cashFlow: Amount;
  /** When the orders of the last minute were allowed, Unix ms. */
  readonly allowedAt: readonly number[];
  /** When orders were given up in the last minute, Unix ms. */
  readonly cancelledAt: readonly number[];
}

/** What is held or on order of one symbol, and its value at the symbol's market price in USDT. */
export interface Exposure {
  readonly symbol: string;
  readonly quantity: Amount;
  readonly notional: Amount;
}

/** Holdings from confirmed fills, and orders from open reservations. */
export class Portfolio {
  readonly #positions: Map<string, Amount>;
  readonly #prices: Map<string, ReferencePrice>;
  readonly #reservations: Map<string, Reservation>;
  /** The orders whose reservations count on when they have expired. */
  #unsettled: ReadonlySet<string> = new Set();
  #allowedAt: number[];
  #cancelledAt: number[];
  #recent: readonly Reservation[];
  #cashFlow: Amount;
  readonly #market: MarketPrices;

  /** `market`: what positions are marked to; a symbol without a market price has its last accepted one. */
  constructor(content: PortfolioContent, market = new MarketPrices()) {
    this.#market = market;
    this.#positions = new Map(content.positions);
    this.#prices = new Map(content.prices);
    this.#reservations = new Map(content.reservations.map((one) => [one.clientOrderId, one]));
    this.#allowedAt = [...content.allowedAt];
    this.#cancelledAt = [...content.cancelledAt];
    this.#recent = content.recent;
    this.#cashFlow = content.cashFlow;
  }

  /** `priceAccepted`: the order's price passed the rules, so it is the symbol's reference from now on. */
  reserve(reservation: Reservation, priceAccepted = true): void {
    const { symbol, price, reservedAt } = reservation;
    this.#reservations.set(reservation.clientOrderId, reservation);
    if (priceAccepted) this.#prices.set(symbol, { price, at: reservedAt });
    this.#allowedAt = this.#allowedAt.filter((at) => at > reservation.reservedAt - ORDER_RATE_WINDOW_MS);
    this.#allowedAt.push(reservation.reservedAt);
    this.#recent = [
      ...this.#recent.filter(({ clientOrderId }) => clientOrderId !== reservation.clientOrderId),
      reservation,
    ];
  }

  release(reservation: Reservation): void {
    this.#recent = this.#recent.filter(({ reservationId }) => reservationId !== reservation.reservationId);
    if (this.#reservations.get(reservation.clientOrderId)?.reservationId === reservation.reservationId) {
      this.#reservations.delete(reservation.clientOrderId);
    }
  }

  /** Releases what its caller gave up, which counts against the cancel rate. */
  cancel(reservation: Reservation, at: number): void {
    this.release(reservation);
    this.#cancelledAt = [...this.#cancelledAt.filter((one) => one > at - ORDER_RATE_WINDOW_MS), at];
  }

  /**
   * Books what an order newly executed; of an open order the rest stays reserved. Fills may come in any order: a sell before
   * its buy makes the position negative until the buy comes.
   */
  fill(fill: ReportedFill): void {
    const reservation = this.#reservations.get(fill.clientOrderId);
    if (!fill.open) this.endOrder(fill.clientOrderId);
    else if (reservation !== undefined) {
      const executed = reservation.executed.plus(fill.quantity);
      this.#reservations.set(fill.clientOrderId, { ...reservation, executed });
    }
    const before = this.#positions.get(fill.symbol) ?? ZERO;
    this.#positions.set(fill.symbol, before.plus(signedQuantity(fill)));
    this.#cashFlow = this.#cashFlow.plus(signedCash(fill));
    if (!this.#prices.has(fill.symbol)) this.#prices.set(fill.symbol, { price: fill.price, at: fill.filledAt });
  }

  /** Nothing more of the order fills. */
  endOrder(clientOrderId: string): void {
    this.#reservations.delete(clientOrderId);
  }

  /** Their orders may still fill: until they end, or the next call, they count on when they have expired. */
  keepReserved(reservations: readonly Reservation[]): void {
    for (const one of reservations) this.#reservations.set(one.clientOrderId, one);
    this.#unsettled = new Set(reservations.map(({ clientOrderId }) => clientOrderId));
  }

  clearReservations(): void {
    this.#reservations.clear();
    this.#recent = [];
  }

  held(symbol: string): Amount {
    return atLeastZero(this.#positions.get(symbol) ?? ZERO);
  }

  openReservations(now: number): readonly Reservation[] {
    for (const [id, reservation] of this.#reservations) {
      if (hasExpired(reservation, now) && !this.#unsettled.has(id)) this.#reservations.delete(id);
    }
    return [...this.#reservations.values()];
  }

  /** What was allowed in the last `windowMs`, and not released. */
  recent(now: number, windowMs: number): readonly Reservation[] {
    this.#recent = this.#recent.filter(({ reservedAt }) => now - reservedAt < windowMs);
    return this.#recent;
  }

  ordersLastMinute(now: number): number {
    return this.#allowedAt.filter((at) => at > now - ORDER_RATE_WINDOW_MS).length;
  }

  cancelsLastMinute(now: number): number {
    return this.#cancelledAt.filter((at) => at > now - ORDER_RATE_WINDOW_MS).length;
  }

  reference(symbol: string): ReferencePrice | null {
    return this.#prices.get(symbol) ?? null;
  }

  /** Holdings less open sells. */
  sellable(symbol: string, now: number): Amount {
    return this.held(symbol).minus(this.#onOrder(symbol, 'sell', now));
  }

  /** Held and on order: an open sell frees nothing until it fills. */
  committed(symbol: string, now: number): Amount {
    return this.held(symbol).plus(this.#onOrder(symbol, 'buy', now));
  }

  /** What is held or on order, sorted by symbol. */
  exposure(now: number): Exposure[] {
    const quantities = new Map([...this.#positions.keys()].map((symbol) => [symbol, this.held(symbol)]));
    for (const one of this.#openBuys(now)) {
      quantities.set(one.symbol, (quantities.get(one.symbol) ?? ZERO).plus(remainingOf(one)));
    }
    return [...quantities]
      .filter(([, quantity]) => !quantity.isZero())
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([symbol, quantity]) => {
        return { symbol, quantity, notional: quantity.times(this.#mark(symbol)) };
      });
  }

  /** The most that all symbols but one can be worth, and how many of them are held or on order. */
  others(symbol: string, now: number, allowance: Amount): { otherExposure: Amount; otherOpenSymbols: number } {
    const others = this.exposure(now).filter((one) => one.symbol !== symbol);
    const value = total(others.map(({ notional }) => notional));
    const buys = this.#openBuys(now).filter((one) => one.symbol !== symbol);
    return { otherExposure: value.plus(allowanceOf(buys, allowance)), otherOpenSymbols: others.length };
  }

  /** Bought less sold, by symbol. */
  positions(): ReadonlyMap<string, Amount> {
    return this.#positions;
  }

  /** What fills have added to the opening cash. */
  cashFlow(): Amount {
    return this.#cashFlow;
  }

  /** What is held, marked to the market. */
  value(): Amount {
    return total([...this.#positions.keys()].map((symbol) => this.held(symbol).times(this.#mark(symbol))));
  }

  /** As `value`, at prices that two observations confirm; null: something is held that has none. */
  confirmedValue(): Amount | null {
    const values: Amount[] = [];
    for (const symbol of this.#positions.keys()) {
      const held = this.held(symbol);
      if (held.isZero()) continue;
      const price = this.#market.confirmed(symbol);
      if (price === null) return null;
      values.push(held.times(price));
    }
    return total(values);
  }

  /** What open buys may lose at once, by fee and slippage. */
  lossOnOrder(now: number, allowancePercent: Amount): Amount {
    return allowanceOf(this.#openBuys(now), allowancePercent);
  }

  /** What open buys may still cost, with the allowance for fee and slippage. */
  cashOnOrder(now: number, allowancePercent: Amount): Amount {
    return total(this.#openBuys(now).map((one) => costOf(remainingOf(one), one.price, allowancePercent)));
  }

  #mark(symbol: string): Amount {
    return this.#market.latest(symbol)?.price ?? this.#prices.get(symbol)?.price ?? ZERO;
  }

  #openBuys(now: number): readonly Reservation[] {
    return this.openReservations(now).filter(({ side }) => side === 'buy');
  }

  #onOrder(symbol: string, side: Reservation['side'], now: number): Amount {
    const open = this.openReservations(now).filter((one) => one.symbol === symbol && one.side === side);
    return total(open.map(remainingOf));
  }
}

function allowanceOf(orders: readonly Reservation[], allowancePercent: Amount): Amount {
  return total(orders.map((one) => percent(remainingOf(one).times(one.price), allowancePercent)));
}
