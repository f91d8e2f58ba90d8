import { Inject, Injectable } from '@nestjs/common';
import type { Instruments, Log } from '@qt/catalogue';
import type { Denial } from '@qt/domain';
import { INSTRUMENTS, LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { RiskDecision } from '../domain/decision.ts';
import type { OrderRequest } from '../domain/order-request.ts';

type DecisionInstruments = Instruments<'qt_risk_decisions_total' | 'qt_risk_denials_total'>;

/** Traces and counts decisions, and logs why an order was denied. */
@Injectable()
export class DecisionRecorder {
  constructor(
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'inSpan'>,
    @Inject(INSTRUMENTS) private readonly instruments: DecisionInstruments,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Runs a decision in its span. */
  record(request: OrderRequest, decide: () => Promise<RiskDecision>): Promise<RiskDecision> {
    const { symbol, side, origin } = request;
    const attributes = { 'qt.symbol': symbol, 'qt.side': side, 'qt.origin': origin };
    return this.telemetry.inSpan('risk.decide', attributes, async (span) => {
      const result = await decide();
      span.setAttribute('qt.decision', result.decision);
      this.instruments.qt_risk_decisions_total.add(1, { decision: result.decision });
      if (result.decision === 'denied') {
        span.setAttribute('qt.denial_reason', result.denial.reason);
        this.#recordDenial(request, result.denial);
      }
      return result;
    });
  }

  #recordDenial(request: OrderRequest, { reason, limit, observed, message }: Denial): void {
    this.instruments.qt_risk_denials_total.add(1, { reason });
    this.log.event('risk.denied', {
      reason,
      limit,
      observed,
      client_order_id: request.clientOrderId,
      symbol: request.symbol,
      side: request.side,
      origin: request.origin,
      why: message,
      ...(request.profile === null ? {} : { profile: request.profile }),
    });
  }
}
