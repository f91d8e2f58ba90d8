import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type CloseReport, type Flattening, messageOf } from '@qt/contracts';
import { decimalText } from '@qt/domain';
import { LOG } from '@qt/telemetry';
import pLimit from 'p-limit';
import { concerns, type FlattenOrder } from '../domain/flatten-order.ts';
import { type AdminAction, RiskService } from '../risk/risk.service.ts';
import { RiskEngine } from '../risk/risk-engine.ts';
import { PositionCloser } from './position-closer.ts';

const NOTHING: CloseReport = { cancelled_orders: 0, positions: [] };

/**
 * Closes positions on an operator's demand. New risk is denied at once, whether or not the API answers; the demand is
 * stored, and the API is asked until it has closed everything, over restarts too.
 */
@Injectable()
export class FlattenService {
  /** Two demands at once must not close the same position twice. */
  readonly #oneAtATime = pLimit(1);

  constructor(
    private readonly engine: RiskEngine,
    private readonly risk: RiskService,
    private readonly closer: PositionCloser,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** `symbol` undefined: all. Rejects with HttpProblem 503 `store_unavailable` if the demand cannot be stored. */
  async flatten(
    symbol: string | undefined,
    finalState: FlattenOrder['finalState'],
    action: AdminAction,
  ): Promise<Flattening> {
    await this.risk.orderFlatten(symbol === undefined ? null : [symbol], finalState, action);
    return this.#oneAtATime(() => this.#closePositions());
  }

  /** Goes on with a demand that is not carried out yet. Does not reject. */
  async resume(): Promise<void> {
    if (this.engine.controls.current.flatten === null) return;
    try {
      const { complete, detail } = await this.#oneAtATime(() => this.#closePositions());
      if (!complete) this.log.warn(`positions are not closed yet: ${detail}`, {});
    } catch (error) {
      this.log.error('positions could not be closed', { cause: messageOf(error) });
    }
  }

  async #closePositions(): Promise<Flattening> {
    const order = this.engine.controls.current.flatten;
    if (order === null) return this.#answer(null, NOTHING, true, 'carried out already');
    const reply = await this.closer.close(order.symbols);
    if (!reply.ok) return this.#answer(order, NOTHING, false, `the API did not answer: ${reply.error}`);
    const open = reply.report.positions.filter(({ outcome }) => outcome !== 'closed');
    if (open.length > 0) {
      return this.#answer(order, reply.report, false, `not closed: ${open.map(({ symbol }) => symbol).join(', ')}`);
    }
    await this.risk.completeFlatten(order, summaryOf(reply.report));
    return this.#answer(order, reply.report, true, 'everything is closed');
  }

  #answer(order: FlattenOrder | null, report: CloseReport, complete: boolean, detail: string): Flattening {
    const left = order === null ? [] : this.engine.exposure().filter(({ symbol }) => concerns(order, symbol));
    return {
      state: this.engine.controls.current.tradingState,
      complete,
      detail,
      ...report,
      left: left.map(({ symbol, quantity }) => ({ symbol, quantity: decimalText(quantity) })),
    };
  }
}

function summaryOf({ cancelled_orders: cancelled, positions }: CloseReport): string {
  const closed = positions.map(({ quantity, symbol }) => `${quantity} ${symbol}`).join(', ') || 'nothing';
  return `closed ${closed}; cancelled ${cancelled} orders`;
}
