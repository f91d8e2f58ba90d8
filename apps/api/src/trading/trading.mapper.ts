import type { FilledOrder as FilledOrderBody, Position as PositionBody, TradeRequest } from '@qt/contracts';
import { averagePrice, type Position } from './domain/account.ts';
import type { FilledOrder, Order } from './domain/order.ts';
import { amount, textOf } from './money.ts';

/** The order that a caller of the API asks for. */
export function manualOrder(request: TradeRequest, requestId: string): Order {
  return {
    clientOrderId: request.client_order_id,
    symbol: request.symbol,
    side: request.side,
    quantity: amount(request.quantity),
    reduceOnly: request.reduce_only,
    origin: 'manual',
    profile: null,
    exit: null,
    requestId,
  };
}

/** A filled order as the API answers it. */
export function filledOrderBody({ order, ...fill }: FilledOrder): FilledOrderBody {
  return {
    client_order_id: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    quantity: textOf(order.quantity),
    reduce_only: order.reduceOnly,
    status: 'filled',
    origin: order.origin,
    profile: order.profile,
    price: textOf(fill.price),
    notional: textOf(fill.notional),
    fee: textOf(fill.fee),
    slippage: textOf(fill.slippage),
    realised_pnl: textOf(fill.realisedPnl),
    filled_at: instant(fill.filledAt),
    request_id: order.requestId,
  };
}

/** A position as the API answers it. */
export function positionBody(position: Position): PositionBody {
  const { symbol, profile, quantity, openedAt, stopPrice, expiresAt } = position;
  return {
    symbol,
    profile,
    quantity: textOf(quantity),
    average_price: textOf(averagePrice(position)),
    opened_at: instant(openedAt),
    stop_price: stopPrice === null ? null : textOf(stopPrice),
    expires_at: expiresAt === null ? null : instant(expiresAt),
  };
}

const instant = (ms: number) => new Date(ms).toISOString();
