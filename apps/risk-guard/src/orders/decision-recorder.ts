import type { Instruments, Log } from '@qt/catalogue';
import type { Order } from '../domain/order-request.ts';
import type { Verdict } from './orders.service.ts';

export type VerdictInstruments = Instruments<'qt_risk_decisions_total' | 'qt_risk_denials_total'>;

/** Counts what was answered, and says of each denial why. */
export function recordVerdict(order: Order, verdict: Verdict, instruments: VerdictInstruments, log: Log): void {
  if (verdict.outcome === 'held') {
    instruments.qt_risk_decisions_total.add(1, { decision: 'allowed' });
    return;
  }
  const { reason, limit, observed, message } = verdict;
  instruments.qt_risk_decisions_total.add(1, { decision: 'denied' });
  instruments.qt_risk_denials_total.add(1, { reason });
  log.event('risk.denied', {
    reason,
    limit,
    observed,
    client_order_id: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    origin: order.origin,
    why: message,
    ...(order.profile === null ? {} : { profile: order.profile }),
  });
}
