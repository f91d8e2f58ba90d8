import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type Amount, decimalText } from '@qt/domain';
import { NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { checkCoverage } from '../domain/account.ts';
import type { Execution, Order } from '../domain/order.ts';
import type { SubmissionResult } from '../domain/submission.ts';
import { GuardOutboxService } from '../guard/guard-outbox.service.ts';
import type { Reservation } from '../guard/risk-guard.gateway.ts';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { Venue, type VenueOrder } from '../venue/venue.ts';

/** Executes reserved orders: submitted to the venue and booked in the ledger, or closed and released at the guard. */
@Injectable()
export class OrderExecutionService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly venue: Venue,
    private readonly outbox: GuardOutboxService,
    @Inject(LOG) private readonly log: Pick<Log, 'warn'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** `price`: what it fills near, USDT. */
  async execute(order: Order, price: Amount, reservation: Reservation): Promise<SubmissionResult> {
    if (this.now() >= reservation.expiresAt) {
      const error = 'the reservation expired before the order was submitted';
      return this.closeUnfilled(order, { outcome: 'guard_unavailable', error });
    }
    const { clientOrderId, symbol, side, quantity } = order;
    const { waived } = reservation;
    if (waived.length > 0) {
      const fields = { client_order_id: clientOrderId, symbol, price: decimalText(price), waived };
      this.log.warn('an exit goes out although the risk guard would deny another order', fields);
    }
    const venueOrder: VenueOrder = { clientOrderId, symbol, side, quantity, referencePrice: price };
    const account = await this.ledger.account(symbol);
    const worst = this.venue.estimate(venueOrder);
    const cost = worst.notional.plus(worst.fee);
    if (reservation.maxCost?.lessThan(cost)) {
      const error = `it could cost ${decimalText(cost)} USDT, the risk guard allowed ${decimalText(reservation.maxCost)}`;
      return this.closeUnfilled(order, { outcome: 'not_executed', error });
    }
    const denial = checkCoverage(account, order, worst);
    if (denial !== null) return this.closeUnfilled(order, { outcome: 'denied', denial });

    const execution = await this.#executionOf(venueOrder);
    if (execution === null)
      return this.closeUnfilled(order, { outcome: 'not_executed', error: 'the order did not execute' });
    const booked = await this.ledger.fill(clientOrderId, execution);
    if (!booked.covered) return this.closeUnfilled(order, { outcome: 'denied', denial: booked.denial });
    await this.outbox.flush();
    return { outcome: 'filled', filled: booked.filled, closed: booked.closed };
  }

  async #executionOf(order: VenueOrder): Promise<Execution | null> {
    try {
      return await this.venue.submit(order);
    } catch (error) {
      const { clientOrderId, symbol } = order;
      this.log.warn('the venue failed to answer; the order is looked up', {
        client_order_id: clientOrderId,
        symbol,
        error,
      });
      return this.venue.findExecution(clientOrderId);
    }
  }

  /** Closes a reserved order that does not go to the venue, and releases it at the guard. */
  async closeUnfilled(order: Order, result: SubmissionResult): Promise<SubmissionResult> {
    await this.ledger.close(order.clientOrderId, result.outcome);
    await this.outbox.flush();
    return result;
  }
}
