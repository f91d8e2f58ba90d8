import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { type Amount, amount, decimalText, ZERO } from '@qt/domain';
import { NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { type Account, checkCoverage } from '../domain/account.ts';
import type { Execution, Order } from '../domain/order.ts';
import type { SubmissionResult } from '../domain/submission.ts';
import { GuardOutboxService } from '../guard/guard-outbox.service.ts';
import type { Reservation } from '../guard/risk-guard.gateway.ts';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { Venue, type VenueOrder, VenueRejection, type VenueReport } from '../venue/venue.ts';
import { venueOrderIdOf } from '../venue/venue-order-id.ts';
import { cashOnOrder, type OpenOrder, onSale } from './open-order.ts';
import { OrderSettlementService, type Settlement } from './order-settlement.service.ts';

/** What an open buy may pay as commission when it fills. */
const FEE_BPS = amount(10);

/** The account without what open orders hold of it, where a manual order sells; else only without their cash. */
function beside(open: readonly OpenOrder[], account: Account, order: Order, worst: Execution) {
  const cash = account.cash.minus(cashOnOrder(open, FEE_BPS));
  const quantity = order.profile === null && order.side === 'sell' ? onSale(open, order.symbol) : ZERO;
  return [{ ...account, cash }, order, { ...worst, quantity: worst.quantity.plus(quantity) }] as const;
}

/** Executes reserved orders: submitted to the venue and settled in the ledger, or ended and released at the guard. */
@Injectable()
export class OrderExecutionService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly venue: Venue,
    private readonly outbox: GuardOutboxService,
    private readonly settlement: OrderSettlementService,
    @Inject(LOG) private readonly log: Pick<Log, 'warn'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** `price`: what it fills near, USDT; `open`: the orders beside it. */
  async execute(
    order: Order,
    price: Amount,
    reservation: Reservation,
    open: readonly OpenOrder[] = [],
  ): Promise<SubmissionResult> {
    // A sell adds no risk to a long-only account: it does not wait for a guard whose clock is behind.
    if (order.side === 'buy' && this.now() >= reservation.expiresAt) {
      const error = 'the reservation expired before the order was submitted';
      return this.closeUnfilled(order, { outcome: 'expired', error });
    }
    const { clientOrderId, symbol, side, quantity, limit } = order;
    const { waived } = reservation;
    if (waived.length > 0) {
      const fields = { client_order_id: clientOrderId, symbol, price: decimalText(price), waived };
      this.log.warn('an exit goes out although the risk guard would deny another order', fields);
    }
    const venueOrderId = venueOrderIdOf(clientOrderId, reservation.id);
    const venueOrder: VenueOrder = { venueOrderId, symbol, side, quantity, referencePrice: price, limit };
    const account = await this.ledger.account(symbol);
    const worst = this.venue.estimate(venueOrder);
    const cost = worst.notional.plus(worst.fee);
    if (reservation.maxCost?.lessThan(cost)) {
      const error = `it could cost ${decimalText(cost)} USDT, the risk guard allowed ${decimalText(reservation.maxCost)}`;
      return this.closeUnfilled(order, { outcome: 'not_executed', error });
    }
    const denial = checkCoverage(...beside(open, account, order, worst));
    if (denial !== null) return this.closeUnfilled(order, { outcome: 'denied', denial });

    await this.ledger.send(clientOrderId, venueOrderId, price);
    return this.#resultOf(order, await this.#settle(order, venueOrder));
  }

  async #settle(order: Order, venueOrder: VenueOrder): Promise<Settlement> {
    const { clientOrderId } = order;
    let report: VenueReport | null;
    try {
      report = await this.#submit(venueOrder);
    } catch (error) {
      return this.settlement.suspend(clientOrderId, `the venue does not answer: ${messageOf(error)}`);
    }
    if (report === null) return this.settlement.suspend(clientOrderId, 'the venue does not know it yet');
    return this.settlement.settle(order, report);
  }

  /** What the venue says of a new order. Its status is asked where that is not clear; the order is never sent twice. */
  async #submit(order: VenueOrder): Promise<VenueReport | null> {
    try {
      return await this.venue.submit(order);
    } catch (error) {
      const { venueOrderId, symbol } = order;
      const refused = { venueOrderId, symbol, state: 'rejected', fills: [] } as const;
      if (error instanceof VenueRejection) return { ...refused, reason: error.message };
      this.log.warn('the venue failed to answer; the order is looked up', {
        venue_order_id: venueOrderId,
        symbol,
        error,
      });
      const found = await this.venue.query(order);
      if (found !== null || this.venue.visibleAfterMs > 0) return found;
      return { ...refused, reason: 'the venue never had it' };
    }
  }

  async #resultOf(order: Order, settled: Settlement): Promise<SubmissionResult> {
    await this.outbox.flush();
    if (settled.state === 'unknown') return { outcome: 'unknown', error: settled.cause };
    if (settled.state === 'open') return { outcome: 'open', filled: settled.filled };
    const { filled, closed, cause } = settled;
    if (filled !== null) return { outcome: 'filled', filled, closed };
    const expired = order.limit !== null && (await this.ledger.find(order.clientOrderId))?.state === 'expired';
    return { outcome: expired ? 'unfilled' : 'not_executed', error: cause };
  }

  /** Ends a reserved order that does not go to the venue, and releases it at the guard. */
  async closeUnfilled(order: Order, result: SubmissionResult): Promise<SubmissionResult> {
    const { outcome } = result;
    const state = outcome === 'cancelled' || outcome === 'expired' ? outcome : 'rejected';
    await this.ledger.end(order.clientOrderId, state, outcome);
    await this.outbox.flush();
    return result;
  }
}
