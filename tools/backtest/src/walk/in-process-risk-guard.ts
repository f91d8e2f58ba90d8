import {
  type AccountFacts,
  type Acknowledgement,
  confirmBody,
  type FilledOrder,
  type ReserveReply,
  RiskGuardGateway,
  reserveBody,
  reserveReplyOf,
  type Submission,
} from '@qt/api/backtest';
import { riskRoutes } from '@qt/contracts';
import { decisionBody, fillOf, type InProcessGuard, orderRequestOf } from '@qt/risk-guard/backtest';

/** The risk guard's own decisions and books, asked as over the wire in production. */
export class InProcessRiskGuard extends RiskGuardGateway {
  readonly #guard: InProcessGuard;

  constructor(guard: InProcessGuard) {
    super();
    this.#guard = guard;
  }

  async reserve(submission: Submission, facts: AccountFacts): Promise<ReserveReply> {
    const { orders } = this.#guard;
    const decision = await orders.reserve(
      orderRequestOf(riskRoutes.reserve.body.parse(reserveBody(submission, facts))),
    );
    const maxCost = decision.decision === 'allowed' ? orders.maxCost(decision.reservation) : null;
    return reserveReplyOf(decisionBody(decision, maxCost));
  }

  /** A back-test places market orders only: none is open. */
  async stops() {
    return [];
  }

  async confirm(filled: FilledOrder, reservationId: string, open: boolean): Promise<Acknowledgement> {
    await this.#guard.orders.confirm(fillOf({ ...confirmBody(filled, reservationId, open), open }));
    return { ok: true };
  }

  async release(reservationId: string, why: string): Promise<Acknowledgement> {
    await this.#guard.orders.release(reservationId, why);
    return { ok: true };
  }
}
