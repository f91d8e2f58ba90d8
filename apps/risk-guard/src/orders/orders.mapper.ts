import type { InputOf, RiskDecisionReply, riskRoutes } from '@qt/contracts';
import { type Amount, amount, decimalText, type Order } from '@qt/domain';
import type { RiskDecision } from '../domain/decision.ts';
import type { OrderRequest } from '../domain/order-request.ts';
import type { ReportedFill } from '../domain/reservation.ts';

type ConfirmRequest = InputOf<typeof riskRoutes.confirm>['body'];

/** The terms of an order, as every message about it has them. */
type TermsBody = Pick<
  InputOf<typeof riskRoutes.reserve>['body'],
  'client_order_id' | 'symbol' | 'side' | 'quantity' | 'reduce_only' | 'origin' | 'profile'
>;

export function orderOf(body: TermsBody): Order {
  return {
    clientOrderId: body.client_order_id,
    symbol: body.symbol,
    side: body.side,
    quantity: amount(body.quantity),
    reduceOnly: body.reduce_only,
    origin: body.origin,
    profile: body.profile,
  };
}

export function orderRequestOf(body: InputOf<typeof riskRoutes.reserve>['body']): OrderRequest {
  const { price, price_observed_at, signal } = body;
  return {
    ...orderOf(body),
    // A price of unknown age counts as none.
    quote:
      price === null || price_observed_at === null
        ? null
        : { price: amount(price), observedAt: Date.parse(price_observed_at) },
    availableCash: amount(body.available_cash),
    callerHeld: body.held === null ? null : amount(body.held),
    signal: signal && {
      confidence: signal.confidence,
      entryThreshold: signal.entry_threshold,
      modelVersion: signal.model_version,
      modelExpiresAt: Date.parse(signal.model_expires_at),
    },
    rests: body.rests,
  };
}

export function fillOf(body: ConfirmRequest): ReportedFill {
  return {
    clientOrderId: body.client_order_id,
    reservationId: body.reservation_id,
    symbol: body.symbol,
    side: body.side,
    quantity: amount(body.quantity),
    price: amount(body.price),
    fee: amount(body.fee),
    realisedPnl: amount(body.realised_pnl),
    filledAt: Date.parse(body.filled_at),
    open: body.open,
  };
}

/** `maxCost`: what the order may cost at most, USDT; null: it brings cash. */
export function decisionBody(result: RiskDecision, maxCost: Amount | null): RiskDecisionReply {
  if (result.decision === 'denied') {
    const [first] = result.denials;
    return { decision: 'denied', ...first, denials: [...result.denials], rules: [...result.rules] };
  }
  const { reservationId, expiresAt, price } = result.reservation;
  return {
    decision: 'allowed',
    reservation_id: reservationId,
    expires_at: new Date(expiresAt).toISOString(),
    price: price.isZero() ? null : decimalText(price),
    max_cost: maxCost && decimalText(maxCost),
    waived: [...result.waived],
    rules: [...result.rules],
  };
}
