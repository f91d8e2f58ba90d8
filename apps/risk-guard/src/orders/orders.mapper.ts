import type { InputOf, ReserveRequest, RiskDecisionReply, riskRoutes } from '@qt/contracts';
import { amount } from '../domain/amount.ts';
import type { Order } from '../domain/order-request.ts';
import type { Fill } from '../domain/reservation.ts';
import type { Verdict } from './orders.service.ts';

export type ConfirmRequest = InputOf<typeof riskRoutes.confirm>['body'];

export function orderOf(request: ReserveRequest): Order {
  const { price, price_observed_at, signal } = request;
  return {
    clientOrderId: request.client_order_id,
    symbol: request.symbol,
    side: request.side,
    quantity: amount(request.quantity),
    reduceOnly: request.reduce_only,
    origin: request.origin,
    profile: request.profile,
    // A price of unknown age is as good as none.
    quote:
      price === null || price_observed_at === null
        ? null
        : { price: amount(price), observedAt: Date.parse(price_observed_at) },
    availableCash: amount(request.available_cash),
    signal: signal && {
      confidence: signal.confidence,
      entryThreshold: signal.entry_threshold,
      modelExpiresAt: Date.parse(signal.model_expires_at),
    },
  };
}

export function fillOf(request: ConfirmRequest): Fill {
  return {
    clientOrderId: request.client_order_id,
    reservationId: request.reservation_id,
    symbol: request.symbol,
    side: request.side,
    quantity: amount(request.quantity),
    price: amount(request.price),
    fee: amount(request.fee),
    realisedPnl: amount(request.realised_pnl),
    filledAt: Date.parse(request.filled_at),
  };
}

export function replyOf(verdict: Verdict): RiskDecisionReply {
  if (verdict.outcome === 'denied') {
    const { reason, limit, observed, message } = verdict;
    return { decision: 'denied', reason, limit, observed, message };
  }
  const { reservationId, expiresAt } = verdict.reservation;
  return {
    decision: 'allowed',
    reservation_id: reservationId,
    expires_at: new Date(expiresAt).toISOString(),
  };
}
