import type { InputOf, RiskDecisionReply, riskRoutes } from '@qt/contracts';
import { decimalText } from '@qt/domain';
import type { FilledOrder } from '../domain/order.ts';
import type { ReserveReply } from './risk-guard.gateway.ts';

export function confirmBody(
  { order, ...fill }: FilledOrder,
  reservationId: string,
): InputOf<typeof riskRoutes.confirm>['body'] {
  return {
    client_order_id: order.clientOrderId,
    reservation_id: reservationId,
    symbol: order.symbol,
    side: order.side,
    quantity: decimalText(order.quantity),
    price: decimalText(fill.price),
    fee: decimalText(fill.fee),
    realised_pnl: decimalText(fill.realisedPnl),
    filled_at: new Date(fill.filledAt).toISOString(),
  };
}

export function reserveReplyOf(body: RiskDecisionReply): ReserveReply {
  if (body.decision === 'denied') {
    const { reason, limit, observed, message } = body;
    return { decision: 'denied', denial: { reason, limit, observed, message } };
  }
  const { reservation_id: id, expires_at: expiresAt } = body;
  return { decision: 'allowed', reservation: { id, expiresAt: Date.parse(expiresAt) } };
}
