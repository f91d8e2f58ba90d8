import { ZERO } from '@qt/domain';
import { type Caller, orderEntries } from '../audit/order-entries.ts';
import type { MarketPrices } from '../domain/market-prices.ts';
import { judgedPrice } from '../domain/order-request.ts';
import type { Portfolio } from '../domain/portfolio.ts';
import type { OpenOrder, Reservation } from '../domain/reservation.ts';
import type { GuardRepository } from '../store/guard.repository.ts';

/** For how long the reservation of an order that rests counts at most: no exchange keeps an order open for longer. */
export const RESTING_MS = 3650 * 24 * 3_600_000;

/** An open order whose reservation is not here. `dropped`: by a reset; else the store has lost it. */
export interface MissingReservation {
  readonly order: OpenOrder;
  readonly dropped: boolean;
}

/** Holds reservations to the orders that are open in the API's ledger. Call what returns a promise inside `exclusive`. */
export class OpenOrders {
  constructor(
    private readonly repository: GuardRepository,
    private readonly portfolio: Portfolio,
    private readonly market: MarketPrices,
  ) {}

  /**
   * These orders may still fill, and no others but those that are being placed: their reservations count on, if expired.
   * Returns the reservations of orders that were to rest, and that the ledger, asked at `askedAt` (Unix ms), did not have.
   */
  async keep(clientOrderIds: readonly string[], askedAt: number, now: number): Promise<Reservation[]> {
    const found = await Promise.all(clientOrderIds.map((id) => this.repository.findOrder(id)));
    this.portfolio.keepReserved(found.flatMap((known) => (known?.state === 'reserved' ? [known.reservation] : [])));
    const listed = new Set(clientOrderIds);
    return this.portfolio.openReservations(now).filter(({ clientOrderId, reservedAt, expiresAt }) => {
      const rests = expiresAt - reservedAt >= RESTING_MS;
      return rests && reservedAt < askedAt && !listed.has(clientOrderId);
    });
  }

  /** Those of these open orders that nothing is reserved for. */
  async missing(open: readonly OpenOrder[]): Promise<MissingReservation[]> {
    const found = await Promise.all(open.map((order) => this.#missing(order)));
    return found.filter((one) => one !== null);
  }

  /** @throws Error if no price says what the order may cost; whatever the store throws */
  async reserveAgain(order: OpenOrder, by: Caller, now: number): Promise<void> {
    if ((await this.#missing(order)) === null) return;
    const { side, symbol, price: given } = order;
    const quote = given === null ? null : { price: given, observedAt: now };
    const judged = judgedPrice({ side, quote }, { market: this.market.latest(symbol) });
    const price = judged ?? this.portfolio.reference(symbol)?.price ?? null;
    if (price === null)
      throw new Error(`open order ${order.clientOrderId}: expected a price of ${symbol}, actual none`);
    const executed = (await this.repository.executed(order.clientOrderId))?.quantity ?? ZERO;
    const reservation = { ...order, price, executed, reservedAt: now, expiresAt: now + RESTING_MS };
    await this.repository.reserve(reservation, false, orderEntries.reservedAgain(reservation, by, now));
    this.portfolio.reserve(reservation, false);
  }

  async #missing(order: OpenOrder): Promise<MissingReservation | null> {
    const known = await this.repository.findOrder(order.clientOrderId);
    if (known?.state === 'reserved') return null;
    if (known?.state === 'released') return { order, dropped: true };
    const executed = await this.repository.executed(order.clientOrderId);
    return executed === null || executed.open ? { order, dropped: false } : null;
  }
}
