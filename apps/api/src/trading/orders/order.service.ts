import { Inject, Injectable } from '@nestjs/common';
import { total } from '@qt/domain';
import { NOW } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import pLimit from 'p-limit';
import { type Order, sameOrder } from '../domain/order.ts';
import type { Submission, SubmissionResult } from '../domain/submission.ts';
import { GuardOutboxService } from '../guard/guard-outbox.service.ts';
import { RiskGuardGateway } from '../guard/risk-guard.gateway.ts';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { ExchangeStatus } from '../reconciliation/exchange-status.ts';
import { isOpen } from './open-order.ts';
import { OpenOrdersService } from './open-orders.service.ts';
import { OrderExecutionService } from './order-execution.service.ts';
import { OrderRecorder } from './order-recorder.ts';
import { OrderRecoveryService, type Unfinished } from './order-recovery.service.ts';
import { type WorkingOrder, WorkingOrders } from './working-orders.ts';

/** With more than these before it, an order would not be served in time. */
const MOST_WAITING = 500;

/** A guard that has not answered for this long is away. */
const AWAY_AFTER_MS = 1000;

/** For how long no order waits for a guard that is away. */
const AWAY_MS = 1000;

/** The ledger failed before the order was in it, so it went nowhere. */
class NotRecorded extends Error {
  override readonly name = 'NotRecorded';
}

function recording<T>(step: Promise<T>): Promise<T> {
  return step.catch((cause: unknown) => {
    throw new NotRecorded('the order could not be recorded', { cause });
  });
}

function guardUnavailable({ error, code }: { readonly error: string; readonly code?: string }): SubmissionResult {
  return { outcome: 'guard_unavailable', error, ...(code === undefined ? {} : { code }) };
}

/** Nothing goes out in a symbol while it is not known what became of an order in it. */
function frozenBy({ symbol }: Order, { frozen }: Unfinished): SubmissionResult | null {
  const by = frozen.get(symbol);
  if (by === undefined) return null;
  return { outcome: 'not_executed', error: `${symbol} is frozen: it is not known what became of order ${by}` };
}

/**
 * The only way for an order to fill: reserved at the guard, executed, confirmed at the guard. Each step is in the ledger
 * before the next one begins.
 */
@Injectable()
export class OrderService {
  /** The mutex of the account. */
  readonly #oneAtATime = pLimit(1);
  #guardAway: { readonly until: number; readonly result: SubmissionResult } = {
    until: 0,
    result: { outcome: 'guard_unavailable', error: 'the risk guard is away' },
  };

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly guard: RiskGuardGateway,
    private readonly execution: OrderExecutionService,
    private readonly outbox: GuardOutboxService,
    private readonly recovery: OrderRecoveryService,
    private readonly openOrders: OpenOrdersService,
    private readonly recorder: OrderRecorder,
    private readonly working: WorkingOrders,
    private readonly exchange: ExchangeStatus,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'inSpan'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** The result of an order whose id is known: it is repeated or conflicts. Null: it must be submitted. */
  async findResult(order: Order): Promise<SubmissionResult | null> {
    const known = await this.ledger.find(order.clientOrderId);
    if (known === null) return null;
    if (!sameOrder(known.order, order)) return { outcome: 'conflict' };
    if (known.state === 'unknown') return { outcome: 'unknown', error: 'the venue has not said yet' };
    if (isOpen(known)) return { outcome: 'open', filled: known.filled };
    const filled = known.state === 'filled' || 'cause' in known ? known.filled : null;
    return filled && { outcome: 'repeated', filled };
  }

  /** Rejects if a store or the venue fails. The next call then recovers the order. */
  submit(submission: Submission): Promise<SubmissionResult> {
    if (this.#oneAtATime.pendingCount >= MOST_WAITING) {
      const result = { outcome: 'not_executed', error: `${MOST_WAITING} orders wait already` } as const;
      this.recorder.finished(submission.order, result, 0);
      return Promise.resolve(result);
    }
    return this.#track(submission, (working) =>
      this.#exclusive((unfinished) => this.#submit(submission, working, unfinished)),
    );
  }

  /** Submits what `decide` returns; null: nothing. The account does not change between the two. */
  submitIfDue(decide: () => Promise<Submission | null>): Promise<SubmissionResult | null> {
    return this.#exclusive(async (unfinished) => {
      const submission = await decide();
      return submission && this.#track(submission, (working) => this.#submit(submission, working, unfinished));
    });
  }

  /** Cancels the orders in these symbols (null: all) that have not gone to the venue, or are open there; returns how many. */
  async cancelAll(symbols: readonly string[] | null): Promise<number> {
    const waiting = this.working.cancel(symbols);
    return this.#exclusive(async ({ open }) => waiting + (await this.openOrders.cancelIn(symbols, open)));
  }

  /** Cancels what is open of an order; why that failed, null: it has ended. In every state of the guard. */
  async cancel(clientOrderId: string): Promise<string | null> {
    this.working.cancelOne(clientOrderId);
    return this.#exclusive(async () => {
      const known = await this.ledger.find(clientOrderId);
      if (known === null || !(known.state === 'unknown' || isOpen(known))) return null;
      const failure = await this.openOrders.cancel(known, 'its caller cancelled it');
      await this.outbox.flush();
      return failure;
    });
  }

  /** Does what must not happen while an order is under way. */
  betweenOrders<T>(work: () => Promise<T>): Promise<T> {
    return this.#exclusive(work);
  }

  /** Finishes orders that were interrupted, and sends the guard what it has not acknowledged. */
  async maintain(): Promise<void> {
    const answers = await this.recovery.ask();
    await this.#exclusive(async () => {
      await this.recovery.settleAll(answers);
      await this.outbox.flush();
    });
  }

  /** Cancels the open orders that the guard's state does not let rest. */
  async enforceStops(): Promise<void> {
    if (!(await this.ledger.unfinished()).some(isOpen)) return;
    const stop = await this.openOrders.stop();
    if (stop === null) return;
    await this.#exclusive(async ({ open }) => {
      await this.openOrders.cancelFor(stop, open);
      await this.outbox.flush();
    });
  }

  #exclusive<T>(work: (unfinished: Unfinished) => Promise<T>): Promise<T> {
    return this.#oneAtATime(async () => work(await this.recovery.recover()));
  }

  async #track<T>({ order, caller }: Submission, work: (working: WorkingOrder) => Promise<T>): Promise<T> {
    const working = this.working.begin(order, caller ?? { since: this.now() });
    try {
      return await work(working);
    } finally {
      working.end();
    }
  }

  async #submit(submission: Submission, working: WorkingOrder, unfinished: Unfinished): Promise<SubmissionResult> {
    const { order } = submission;
    const startedAt = this.now();
    const seconds = () => Math.max(0, this.now() - startedAt) / 1000;
    let result: SubmissionResult;
    try {
      result =
        (await recording(this.findResult(order))) ??
        frozenBy(order, unfinished) ??
        this.#haltedBy(submission) ??
        (await this.#reserveAndExecute(submission, working, unfinished));
    } catch (error) {
      if (error instanceof NotRecorded) {
        this.recorder.notRecorded(order, error.cause, seconds());
        throw error.cause;
      }
      this.recorder.unknown(order, error, seconds());
      throw error;
    }
    this.recorder.finished(order, result, seconds());
    return result;
  }

  /**
   * No new risk goes out until ledger and exchange agree, nor on a price of another source: the exchange is down then. A
   * long-only account takes none by a sale.
   */
  #haltedBy({ order: { symbol, side }, quote }: Submission): SubmissionResult | null {
    if (side === 'sell') return null;
    if (quote?.shownOnly === true) {
      const error = `the exchange gives no price of ${symbol}; that of another source shows, but does not trade`;
      return { outcome: 'price_unavailable', error };
    }
    const detail = this.exchange.detail();
    if (detail === null) return null;
    const { state } = this.exchange.current;
    const message = `the exchange: expected its books to be the ledger's, actual ${detail}`;
    return { outcome: 'denied', denial: { reason: 'reconciliation', limit: 'agree', observed: state, message } };
  }

  /** While the guard is away, the orders that wait fail at once: each would wait until its own time limit. */
  async #reserveAndExecute(
    submission: Submission,
    working: WorkingOrder,
    unfinished: Unfinished,
  ): Promise<SubmissionResult> {
    const stopped = working.stopped();
    if (stopped !== null) return stopped;
    const startedAt = this.now();
    if (startedAt < this.#guardAway.until) return this.#guardAway.result;
    const result = await this.#execute(submission, working, unfinished);
    if (result.outcome === 'guard_unavailable' && this.now() - startedAt >= AWAY_AFTER_MS) {
      this.#guardAway = { until: this.now() + AWAY_MS, result };
    }
    return result;
  }

  async #execute(submission: Submission, working: WorkingOrder, unfinished: Unfinished): Promise<SubmissionResult> {
    const { open, inTheWay } = await recording(this.openOrders.makeWayFor(submission, unfinished.open));
    if (inTheWay !== null) return { outcome: 'not_executed', error: inTheWay };
    // The guard decides by what it knows, so it must know every earlier fill.
    const flushed = await recording(this.outbox.flush());
    if (!flushed.ok) return guardUnavailable(flushed);

    const { order, quote } = submission;
    const { clientOrderId: id, symbol, side } = order;
    const attributes = { 'qt.symbol': symbol, 'qt.side': side };
    await recording(this.ledger.begin(order));
    const { cash, positions } = await this.ledger.account(symbol);
    const facts = { cash, held: total(positions.map(({ quantity }) => quantity)) };
    const reply = await this.telemetry.inSpan('risk.reserve', attributes, () => this.guard.reserve(submission, facts));
    if (reply.decision === 'denied') {
      await this.ledger.end(id, 'rejected', `denied: ${reply.denial.reason}`);
      return { outcome: 'denied', denial: reply.denial, others: reply.others };
    }
    if (reply.decision === 'unavailable') {
      await this.ledger.end(id, 'rejected', `the risk guard is unavailable: ${reply.error}`);
      return guardUnavailable(reply);
    }
    await this.ledger.reserve(id, reply.reservation.id);
    const stopped = working.stopped();
    if (stopped !== null) return this.execution.closeUnfilled(order, stopped);
    const price = quote?.price ?? reply.reservation.price;
    if (price === null) {
      const error = `no price of ${symbol}`;
      return this.execution.closeUnfilled(order, { outcome: 'price_unavailable', error });
    }
    return this.telemetry.inSpan('order.execute', attributes, () =>
      this.execution.execute(order, price, reply.reservation, open),
    );
  }
}
