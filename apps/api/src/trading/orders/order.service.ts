import { Inject, Injectable } from '@nestjs/common';
import { sameTerms, total } from '@qt/domain';
import { NOW } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import pLimit from 'p-limit';
import type { Order } from '../domain/order.ts';
import type { Submission, SubmissionResult } from '../domain/submission.ts';
import { GuardOutboxService } from '../guard/guard-outbox.service.ts';
import { RiskGuardGateway } from '../guard/risk-guard.gateway.ts';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { OrderExecutionService } from './order-execution.service.ts';
import { OrderRecorder } from './order-recorder.ts';
import { OrderRecoveryService } from './order-recovery.service.ts';
import { type WorkingOrder, WorkingOrders } from './working-orders.ts';

const CANCELLED = { outcome: 'cancelled', error: 'an operator cancelled it' } as const;

/**
 * The only way for an order to fill: reserved at the guard, executed, confirmed at the guard. Each step is in the ledger
 * before the next one begins.
 */
@Injectable()
export class OrderService {
  /** The mutex of the account. */
  readonly #oneAtATime = pLimit(1);

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly guard: RiskGuardGateway,
    private readonly execution: OrderExecutionService,
    private readonly outbox: GuardOutboxService,
    private readonly recovery: OrderRecoveryService,
    private readonly recorder: OrderRecorder,
    private readonly working: WorkingOrders,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'inSpan'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** The result of an order whose id is known: it is repeated or conflicts. Null: it must be submitted. */
  async findResult(order: Order): Promise<SubmissionResult | null> {
    const known = await this.ledger.find(order.clientOrderId);
    if (known === null) return null;
    if (!sameTerms(known.order, order)) return { outcome: 'conflict' };
    return known.state === 'filled' || known.state === 'confirmed'
      ? { outcome: 'repeated', filled: known.filled }
      : null;
  }

  /** Rejects if a store or the venue fails. The next call then recovers the order. */
  submit(submission: Submission): Promise<SubmissionResult> {
    return this.#track(submission.order, (working) => this.#exclusive(() => this.#submit(submission, working)));
  }

  /** Submits what `decide` returns; null: nothing. The account does not change between the two. */
  submitIfDue(decide: () => Promise<Submission | null>): Promise<SubmissionResult | null> {
    return this.#exclusive(async () => {
      const submission = await decide();
      return submission && this.#track(submission.order, (working) => this.#submit(submission, working));
    });
  }

  /** Cancels the orders in these symbols (null: all) that have not gone to the venue; returns how many. */
  cancelWorking(symbols: readonly string[] | null): number {
    return this.working.cancel(symbols);
  }

  /** Finishes orders that were interrupted, and sends the guard what it has not acknowledged. */
  async maintain(): Promise<void> {
    await this.#exclusive(() => this.outbox.flush());
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.#oneAtATime(async () => {
      await this.recovery.recover();
      return work();
    });
  }

  async #track<T>(order: Order, work: (working: WorkingOrder) => Promise<T>): Promise<T> {
    const working = this.working.begin(order);
    try {
      return await work(working);
    } finally {
      working.end();
    }
  }

  async #submit(submission: Submission, working: WorkingOrder): Promise<SubmissionResult> {
    const { order } = submission;
    const startedAt = this.now();
    const seconds = () => Math.max(0, this.now() - startedAt) / 1000;
    let result: SubmissionResult;
    try {
      result = (await this.findResult(order)) ?? (await this.#reserveAndExecute(submission, working));
    } catch (error) {
      this.recorder.unknown(order, error, seconds());
      throw error;
    }
    this.recorder.finished(order, result, seconds());
    return result;
  }

  async #reserveAndExecute(submission: Submission, working: WorkingOrder): Promise<SubmissionResult> {
    if (working.cancelled) return CANCELLED;
    // The guard decides by what it knows, so it must know every earlier fill.
    const flushed = await this.outbox.flush();
    if (!flushed.ok) return { outcome: 'guard_unavailable', error: flushed.error };

    const { order, quote } = submission;
    const { clientOrderId: id, symbol, side } = order;
    const attributes = { 'qt.symbol': symbol, 'qt.side': side };
    await this.ledger.begin(order, this.now());
    const { cash, positions } = await this.ledger.account(symbol);
    const facts = { cash, held: total(positions.map(({ quantity }) => quantity)) };
    const reply = await this.telemetry.inSpan('risk.reserve', attributes, () => this.guard.reserve(submission, facts));
    if (reply.decision === 'denied') {
      await this.ledger.close(id, `denied: ${reply.denial.reason}`);
      return { outcome: 'denied', denial: reply.denial, others: reply.others };
    }
    if (reply.decision === 'unavailable') {
      await this.ledger.close(id, `the risk guard is unavailable: ${reply.error}`);
      return { outcome: 'guard_unavailable', error: reply.error };
    }
    await this.ledger.reserve(id, reply.reservation.id);
    if (working.cancelled) return this.execution.closeUnfilled(order, CANCELLED);
    const price = quote?.price ?? reply.reservation.price;
    if (price === null) {
      const error = `no price of ${symbol}`;
      return this.execution.closeUnfilled(order, { outcome: 'price_unavailable', error });
    }
    return this.telemetry.inSpan('order.execute', attributes, () =>
      this.execution.execute(order, price, reply.reservation),
    );
  }
}
