import type { Profile } from '@qt/catalogue';
import type { OrderOrigin, Side } from '@qt/contracts';
import { amount, decimalText, SMALLEST_PRICE } from '@qt/domain';
import type { FilledOrder, Order } from '../domain/order.ts';
import type { GuardMessage, LedgerOrder, OrderState } from './ledger.repository.ts';
import type { Row } from './ledger-statements.ts';

function orderOf(row: Row): Order {
  return {
    clientOrderId: String(row['client_order_id']),
    symbol: String(row['symbol']),
    side: String(row['side']) as Side,
    quantity: amount(String(row['quantity'])),
    reduceOnly: row['reduce_only'] === 1,
    origin: String(row['origin']) as OrderOrigin,
    profile: row['profile'] as Profile | null,
    exit: exitOf(row),
    requestId: String(row['request_id']),
  };
}

/** Orders that were stored before ticks were have the finest. */
function exitOf(row: Row): Order['exit'] {
  if (row['stop_fraction'] === null) return null;
  const tickSize = row['tick_size'] === null ? SMALLEST_PRICE : amount(String(row['tick_size']));
  return { stopFraction: amount(String(row['stop_fraction'])), holdMs: Number(row['hold_ms']), tickSize };
}

/** Parameters of `upsertPending`. `at` in Unix ms. */
export function orderColumns(order: Order, at: number) {
  return [
    order.clientOrderId,
    order.symbol,
    order.side,
    decimalText(order.quantity),
    Number(order.reduceOnly),
    order.origin,
    order.profile,
    order.exit === null ? null : decimalText(order.exit.stopFraction),
    order.exit?.holdMs ?? null,
    order.requestId,
    at,
    order.exit === null ? null : decimalText(order.exit.tickSize),
  ];
}

/** Of a row of `orders` joined with its fill. */
export function filledOrderOf(row: Row): FilledOrder {
  const read = (column: string) => amount(String(row[column]));
  return {
    order: orderOf(row),
    price: read('price'),
    notional: read('notional'),
    fee: read('fee'),
    slippage: read('slippage'),
    realisedPnl: read('realised_pnl'),
    filledAt: Number(row['filled_at']),
  };
}

/** Parameters of `insertFill`. */
export function fillColumns({ order, ...fill }: FilledOrder) {
  const money = [fill.price, fill.notional, fill.fee, fill.slippage, fill.realisedPnl].map(decimalText);
  return [order.clientOrderId, ...money, fill.filledAt];
}

/** Of a row of `orders` left-joined with its fill. */
export function ledgerOrderOf(row: Row): LedgerOrder {
  const state = String(row['state']) as OrderState['state'];
  const order = orderOf(row);
  if (state === 'pending' || state === 'closed') return { state, order };
  const reservationId = String(row['reservation_id']);
  return state === 'filled' || state === 'confirmed'
    ? { state, order, reservationId, filled: filledOrderOf(row) }
    : { state, order, reservationId };
}

/** Of a row of an order that is `filled` or `releasing`. */
export function guardMessageOf(row: Row): GuardMessage {
  const reservationId = String(row['reservation_id']);
  if (row['state'] === 'filled') return { kind: 'confirm', filled: filledOrderOf(row), reservationId };
  const [clientOrderId, why] = [String(row['client_order_id']), String(row['why_closed'])];
  return { kind: 'release', clientOrderId, reservationId, why };
}
