import type {
  apiRoutes,
  BodyOf,
  CloseReport,
  FilledOrder as FilledOrderBody,
  Order as OrderBody,
  Position as PositionBody,
  TradeRequest,
} from '@qt/contracts';
import { amount, averageEntry, decimalText } from '@qt/domain';
import type { ValuedAccount } from './account.service.ts';
import type { FilledOrder, Order } from './domain/order.ts';
import type { Position } from './domain/position.ts';
import type { LedgerOrder, OrderEvent } from './ledger/ledger.repository.ts';
import { orderTermsBody } from './order-terms.mapper.ts';
import type { CloseOutcome, Closing } from './orders/position-closing.service.ts';

export function manualOrderOf(request: TradeRequest, requestId: string): Order {
  return {
    clientOrderId: request.client_order_id,
    symbol: request.symbol,
    side: request.side,
    quantity: amount(request.quantity),
    reduceOnly: request.reduce_only,
    origin: 'manual',
    profile: null,
    limit:
      request.limit_price === undefined
        ? null
        : { price: amount(request.limit_price), timeInForce: request.time_in_force ?? 'GTC' },
    exit: null,
    requestId,
  };
}

export function filledOrderBody({ order, ...fill }: FilledOrder): FilledOrderBody {
  return {
    ...orderTermsBody(order),
    quantity: decimalText(fill.quantity),
    status: fill.status,
    price: decimalText(fill.price),
    notional: decimalText(fill.notional),
    fee: decimalText(fill.fee),
    slippage: decimalText(fill.slippage),
    realised_pnl: decimalText(fill.realisedPnl),
    filled_at: instant(fill.filledAt),
    request_id: order.requestId,
  };
}

export function orderBody(known: LedgerOrder, events: readonly OrderEvent[]): OrderBody {
  const { order, state } = known;
  const filled = 'filled' in known ? known.filled : null;
  return {
    ...orderTermsBody(order),
    limit_price: order.limit && decimalText(order.limit.price),
    time_in_force: order.limit?.timeInForce ?? null,
    state,
    executed: filled && filledOrderBody(filled),
    events: events.map(({ at, ...event }) => ({ at: instant(at), ...event })),
  };
}

/** `unavailable`: the exchange does not trade the symbol. */
export function positionBody(position: Position, unavailable: boolean): PositionBody {
  const { symbol, profile, quantity, openedAt, stopPrice, expiresAt } = position;
  return {
    symbol,
    profile,
    quantity: decimalText(quantity),
    average_price: decimalText(averageEntry(position)),
    opened_at: instant(openedAt),
    stop_price: stopPrice && decimalText(stopPrice),
    expires_at: expiresAt === null ? null : instant(expiresAt),
    flags: unavailable ? ['instrument_unavailable'] : [],
  };
}

export function closeReportOf({ cancelledOrders, closings }: CloseOutcome): CloseReport {
  return { cancelled_orders: cancelledOrders, positions: closings.map(closedPositionBody) };
}

function closedPositionBody({ order, result }: Closing): CloseReport['positions'][number] {
  const { symbol, profile, clientOrderId, quantity } = order;
  const closing = { symbol, profile, quantity: decimalText(quantity), client_order_id: clientOrderId };
  switch (result.outcome) {
    case 'filled':
    case 'repeated': {
      const { price, realisedPnl } = result.filled;
      return { outcome: 'closed', ...closing, price: decimalText(price), realised_pnl: decimalText(realisedPnl) };
    }
    case 'denied':
      return { outcome: 'denied', ...closing, reason: result.denial.reason, detail: result.denial.message };
    case 'open':
      return { outcome: 'failed', ...closing, detail: 'its order is open' };
    case 'conflict':
      return { outcome: 'failed', ...closing, detail: 'its order id belongs to another order' };
    default:
      return { outcome: 'failed', ...closing, detail: result.error };
  }
}

export function accountBody({ cash, equity, realisedPnl, fees }: ValuedAccount): BodyOf<typeof apiRoutes.account> {
  return {
    currency: 'USDT',
    cash: decimalText(cash),
    equity: equity && decimalText(equity),
    realised_pnl: decimalText(realisedPnl),
    fees: decimalText(fees),
  };
}

const instant = (ms: number) => new Date(ms).toISOString();
