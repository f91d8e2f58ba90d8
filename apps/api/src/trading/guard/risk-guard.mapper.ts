import type { InputOf, ReserveRequest, RiskDecisionReply, riskRoutes } from '@qt/contracts';
import { amount, decimalText } from '@qt/domain';
import { type FilledOrder, rests } from '../domain/order.ts';
import type { Submission } from '../domain/submission.ts';
import { orderTermsBody } from '../order-terms.mapper.ts';
import type { AccountFacts, ReserveReply } from './risk-guard.gateway.ts';

export function reserveBody({ order, quote, signal }: Submission, { cash, held }: AccountFacts): ReserveRequest {
  return {
    ...orderTermsBody(order),
    // The worst fill: of a limit order that buys, its own price.
    price: quote && decimalText(order.side === 'buy' && order.limit !== null ? order.limit.price : quote.price),
    price_observed_at: quote && instant(quote.observedAt),
    available_cash: decimalText(cash),
    held: decimalText(held),
    signal: signal && {
      confidence: signal.confidence,
      entry_threshold: signal.entryThreshold,
      model_version: signal.modelVersion,
      model_expires_at: instant(signal.modelExpiresAt),
    },
    ...(rests(order) ? { rests: true } : {}),
  };
}

export function reserveReplyOf(body: RiskDecisionReply): ReserveReply {
  if (body.decision === 'denied') {
    const { reason, limit, observed, message, denials } = body;
    return { decision: 'denied', denial: { reason, limit, observed, message }, others: denials.slice(1) };
  }
  const { reservation_id: id, expires_at: expiresAt, price, max_cost: maxCost, waived } = body;
  const reservation = {
    id,
    expiresAt: Date.parse(expiresAt),
    price: price === null ? null : amount(price),
    maxCost: maxCost === null ? null : amount(maxCost),
    waived: waived.map(({ reason }) => reason),
  };
  return { decision: 'allowed', reservation };
}

export function confirmBody(
  { order, ...fill }: FilledOrder,
  reservationId: string,
  open: boolean,
): InputOf<typeof riskRoutes.confirm>['body'] {
  return {
    client_order_id: order.clientOrderId,
    reservation_id: reservationId,
    symbol: order.symbol,
    side: order.side,
    quantity: decimalText(fill.quantity),
    price: decimalText(fill.price),
    fee: decimalText(fill.fee),
    realised_pnl: decimalText(fill.realisedPnl),
    filled_at: instant(fill.filledAt),
    open,
  };
}

const instant = (ms: number) => new Date(ms).toISOString();
