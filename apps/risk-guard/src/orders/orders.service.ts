import type { Log } from '@qt/catalogue';
import type { Amount } from '../domain/amount.ts';
import { decide } from '../domain/check-order.ts';
import type { Decision, Denial } from '../domain/decision.ts';
import type { Order, PricedOrder } from '../domain/order-request.ts';
import { type Fill, type KnownOrder, type Reservation, sameFill } from '../domain/reservation.ts';
import type { Guard } from '../risk/risk-engine.ts';
import { cause } from '../store/cause.ts';
import type { GuardStore } from '../store/guard.repository.ts';
import { storeUnavailable } from './store-fault.ts';

/** What an order is answered: it is held, or denied. */
export type Verdict = Exclude<Decision, { outcome: 'allowed' }>;

export interface OrdersOptions {
  readonly guard: Guard;
  readonly store: GuardStore;
  readonly log: Log;
  readonly newId: () => string;
}

/** The walk of an order: reserved, then confirmed or released. Each step is durable before it is answered. */
export class Orders {
  readonly #guard: Guard;
  readonly #store: GuardStore;
  readonly #log: Log;
  readonly #newId: () => string;

  constructor({ guard, store, log, newId }: OrdersOptions) {
    this.#guard = guard;
    this.#store = store;
    this.#log = log;
    this.#newId = newId;
  }

  /** May this order go out? If it may, its exposure is held. Never rejects for a failing store: that denies. */
  reserve(order: Order): Promise<Verdict> {
    return this.#guard.exclusive(async () => {
      const known = await this.#fromStore(async () => {
        await this.#guard.lookAtLoss();
        return { order: await this.#store.findOrder(order.clientOrderId) };
      });
      return 'outcome' in known ? known : this.#judge(order, known.order);
    });
  }

  /** Takes a fill in; a repeated one changes nothing. Rejects with what the store says if it cannot be written down. */
  confirm(fill: Fill): Promise<Amount> {
    return this.#guard.exclusive(async () => {
      const filledAt = Math.min(fill.filledAt, this.#guard.now());
      const before = await this.#guard.fill({ ...fill, filledAt });
      if (before !== null && !sameFill(before, fill)) {
        this.#log.error('an order was confirmed again with another fill; the first one stands', {
          client_order_id: fill.clientOrderId,
          symbol: fill.symbol,
        });
      }
      await this.#guard.lookAtLoss().catch((error) => {
        this.#log.error('the fail-safe could not be written down', { cause: cause(error) });
      });
      return this.#guard.loss();
    });
  }

  /** Gives a reservation up; false if there is none such. Rejects with what the store says. */
  release(reservationId: string, why: string): Promise<boolean> {
    return this.#guard.exclusive(() => this.#guard.release(reservationId, why));
  }

  async #judge(order: Order, known: KnownOrder | null): Promise<Verdict> {
    const decision = decide(order, this.#guard.situation(order, known), this.#guard.limits);
    if (decision.outcome !== 'allowed') return decision;
    const reservation = this.#reservationFor(decision.order);
    const held = await this.#fromStore(() => this.#guard.reserve(reservation));
    if (held !== undefined) return held;
    // The kill switch does not wait for the store: it may have been engaged while the reservation was written.
    const again = decide(order, this.#guard.situation(order, { state: 'reserved', reservation }), this.#guard.limits);
    return again.outcome === 'allowed' ? { outcome: 'held', reservation } : again;
  }

  #reservationFor(order: PricedOrder): Reservation {
    const now = this.#guard.now();
    const { clientOrderId, symbol, side, quantity, reduceOnly, origin, profile } = order;
    return {
      clientOrderId,
      reservationId: this.#newId(),
      symbol,
      side,
      quantity,
      reduceOnly,
      origin,
      profile,
      price: order.quote.price,
      reservedAt: now,
      expiresAt: now + this.#guard.limits.reservationTtlMs,
    };
  }

  async #fromStore<T>(work: () => Promise<T>): Promise<T | Denial> {
    try {
      return await work();
    } catch (error) {
      this.#log.error('the store failed; the order is denied', { cause: cause(error) });
      return storeUnavailable(error);
    }
  }
}
