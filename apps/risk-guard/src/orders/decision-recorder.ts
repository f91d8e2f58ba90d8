import { Inject, Injectable } from '@nestjs/common';
import type { DenialReason, Instruments, Log } from '@qt/catalogue';
import type { Denial } from '@qt/domain';
import { INSTRUMENTS, LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { Denials, RiskDecision } from '../domain/decision.ts';
import type { OrderRequest } from '../domain/order-request.ts';

type DecisionInstruments = Instruments<'qt_risk_decisions_total' | 'qt_risk_denials_total'>;

/** Traces and counts decisions, and logs why an order was denied, or allowed although it is no more than an exit. */
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
        span.setAttribute('qt.denial_reason', result.denials[0].reason);
        this.#recordDenial(request, result.denials);
      } else if (result.waived.length > 0) {
        span.setAttribute('qt.waived_reasons', reasonsOf(result.waived));
        this.log.event('risk.exit.allowed', { ...orderFields(request), waived: reasonsOf(result.waived) });
      }
      return result;
    });
  }

  #recordDenial(request: OrderRequest, denials: Denials): void {
    const [{ reason, limit, observed, message }] = denials;
    this.instruments.qt_risk_denials_total.add(1, { reason });
    this.log.event('risk.denied', {
      ...orderFields(request),
      reason,
      limit,
      observed,
      why: message,
      reasons: reasonsOf(denials),
    });
  }
}

function reasonsOf(denials: readonly Denial[]): DenialReason[] {
  return denials.map(({ reason }) => reason);
}

function orderFields({ clientOrderId, symbol, side, origin, profile }: OrderRequest) {
  return { client_order_id: clientOrderId, symbol, side, origin, ...(profile === null ? {} : { profile }) };
}
