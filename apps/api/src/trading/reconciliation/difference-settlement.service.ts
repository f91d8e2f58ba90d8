import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { decimalText } from '@qt/domain';
import { HttpProblem, NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { OrderService } from '../orders/order.service.ts';
import type { BalanceDifference, Difference } from './difference.ts';
import { ExchangeStatus } from './exchange-status.ts';
import { MissedFillsService } from './missed-fills.service.ts';
import { type Adoption, ReconciliationRepository } from './reconciliation.repository.ts';
import { ReconciliationService } from './reconciliation.service.ts';

/** Takes over what an operator says is right at the exchange. Each is an event with who, when and why, and durable. */
@Injectable()
export class DifferenceSettlementService {
  constructor(
    private readonly reconciliation: ReconciliationService,
    private readonly status: ExchangeStatus,
    private readonly repository: ReconciliationRepository,
    private readonly missed: MissedFillsService,
    private readonly ledger: LedgerRepository,
    private readonly orders: OrderService,
    @Inject(LOG) private readonly log: Pick<Log, 'event'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /**
   * Settles these differences in the order given, and compares again.
   *
   * @throws HttpProblem 404 for one that is not there now, 409 for one that the account cannot take over; those before it
   * are settled
   */
  async settle(ids: readonly string[], actor: string, reason: string): Promise<void> {
    try {
      for (const id of ids) await this.orders.betweenOrders(() => this.#settle(this.#find(id), actor, reason));
    } finally {
      await this.reconciliation.reconcile();
    }
  }

  #find(id: string): Difference {
    const { current } = this.status;
    const found = current.state === 'differ' ? current.differences.find((one) => one.id === id) : undefined;
    if (found !== undefined) return found;
    throw new HttpProblem(
      404,
      'unknown_difference',
      `differences: expected one of GET /api/reconciliation, actual ${id}`,
    );
  }

  async #settle(difference: Difference, actor: string, reason: string): Promise<void> {
    const by = { at: this.now(), actor, reason };
    const { kind, id } = difference;
    if (kind === 'balance') await this.#adopt(difference, by);
    else if (kind === 'fill') {
      const denial = await this.missed.book(difference.fill, difference.clientOrderId);
      if (denial !== null) throw new HttpProblem(409, 'conflict', `${id}: ${denial.message}`);
      await this.repository.record('fill', id, by);
    } else await this.repository.record('accepted', id, by);
    this.log.event('exchange.adopted', { by: actor, reason, adopted: id });
  }

  /** A payment out of the account is at most its cash; coins of a position cannot leave it without a fill. */
  async #adopt({ id, asset, excess }: BalanceDifference, by: Adoption): Promise<void> {
    const isQuote = asset === this.reconciliation.quoteAsset;
    const { cash } = await this.ledger.totals();
    const left = (isQuote ? cash : await this.reconciliation.besides(asset)).plus(excess);
    if (left.isNegative()) {
      const has = decimalText(left.minus(excess));
      throw new HttpProblem(409, 'conflict', `${id}: expected at most ${has} less, which is all beside open positions`);
    }
    await this.repository.adoptBalance(asset, excess, isQuote, by);
  }
}
