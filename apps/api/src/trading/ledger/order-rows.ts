import type { Profile } from '@qt/catalogue';
import type { OrderOrigin, Side, TimeInForce } from '@qt/contracts';
import { type Amount, amount, decimalText, SMALLEST_PRICE, total } from '@qt/domain';
import { isSet, type Row } from '../../store/row.ts';
import { joined, type VenueFill } from '../domain/execution.ts';
import type { Execution, FilledOrder, Order } from '../domain/order.ts';
import type { GuardMessage, LedgerOrder, OrderEvent, OrderState, SequencedFill } from './ledger.repository.ts';

/** How long an order that did not fill keeps the terms of its id, in ms. */
export const KEEP_UNFILLED_MS = 7 * 24 * 3_600_000;

const ENDED: ReadonlySet<string> = new Set<OrderState['state']>(['filled', 'cancelled', 'rejected', 'expired']);

const amountIn = (row: Row, column: string) => amount(String(row[column]));

export function orderOf(row: Row): Order {
  return {
    clientOrderId: String(row['client_order_id']),
    symbol: String(row['symbol']),
    side: String(row['side']) as Side,
    quantity: amountIn(row, 'quantity'),
    reduceOnly: isSet(row, 'reduce_only'),
    origin: String(row['origin']) as OrderOrigin,
    profile: row['profile'] as Profile | null,
    limit: limitOf(row),
    exit: exitOf(row),
    requestId: String(row['request_id']),
  };
}

function limitOf(row: Row): Order['limit'] {
  if (row['limit_price'] === null) return null;
  return { price: amountIn(row, 'limit_price'), timeInForce: String(row['time_in_force']) as TimeInForce };
}

/** Orders that were stored before ticks were have the finest. */
function exitOf(row: Row): Order['exit'] {
  if (row['stop_fraction'] === null) return null;
  const tickSize = row['tick_size'] === null ? SMALLEST_PRICE : amountIn(row, 'tick_size');
  return { stopFraction: amountIn(row, 'stop_fraction'), holdMs: Number(row['hold_ms']), tickSize };
}

/** Of a new order, in the order of `ORDER_COLUMNS`. `at` in Unix ms. */
export function orderColumns(order: Order, at: number) {
  const { exit } = order;
  return [
    order.clientOrderId,
    order.symbol,
    order.side,
    decimalText(order.quantity),
    Number(order.reduceOnly),
    order.origin,
    order.profile,
    exit === null ? null : decimalText(exit.stopFraction),
    exit?.holdMs ?? null,
    exit === null ? null : decimalText(exit.tickSize),
    order.requestId,
    at,
    order.limit === null ? null : decimalText(order.limit.price),
    order.limit?.timeInForce ?? null,
  ];
}

/** Of a new fill, in the order of `FILL_COLUMNS`. */
export function fillColumns(
  { clientOrderId, symbol }: Order,
  { id, quantity, commission, commissionAsset }: VenueFill,
  booked: Execution & { readonly realisedPnl: Amount },
) {
  const { price, notional, fee, slippage, realisedPnl } = booked;
  const money = [booked.quantity, price, notional, fee, slippage, realisedPnl, commission].map(decimalText);
  return [clientOrderId, symbol, id, decimalText(quantity), ...money, commissionAsset, booked.filledAt];
}

/** What has executed of an order, of its row and those of its fills; null: nothing. */
export function filledOrderOf(row: Row, fills: readonly Row[]): FilledOrder | null {
  const [first, ...others] = fills.map(executionOfRow);
  if (first === undefined) return null;
  const order = orderOf(row);
  return {
    ...joined(order.side, [first, ...others]),
    order,
    status: row['state'] === 'filled' ? 'filled' : 'partially_filled',
    realisedPnl: total(fills.map((fill) => amountIn(fill, 'realised_pnl'))),
  };
}

/** As `filledOrderOf`. @throws Error for an order without a fill */
export function executedOrderOf(row: Row, fills: readonly Row[]): FilledOrder {
  const filled = filledOrderOf(row, fills);
  if (filled === null) throw new Error(`order ${row['client_order_id']} has no fill`);
  return filled;
}

export function sequencedFillOf(row: Row, fills: readonly Row[]): SequencedFill {
  return {
    sequence: Number(row['last_fill']),
    filled: executedOrderOf(row, fills),
    reservationId: String(row['reservation_id']),
    open: isUnfinished(row),
  };
}

/** How much of an order its venue has executed, before any commission. */
export function executedOf(fills: readonly Row[]): Amount {
  return total(fills.map((fill) => amountIn(fill, 'executed')));
}

function executionOfRow(row: Row): Execution {
  return {
    quantity: amountIn(row, 'quantity'),
    price: amountIn(row, 'price'),
    notional: amountIn(row, 'notional'),
    fee: amountIn(row, 'fee'),
    slippage: amountIn(row, 'slippage'),
    filledAt: Number(row['filled_at']),
  };
}

export function ledgerOrderOf(row: Row, fills: readonly Row[]): LedgerOrder {
  const state = String(row['state']) as OrderState['state'];
  const [reservationId, cause] = [String(row['reservation_id']), String(row['cause'])];
  const filled = filledOrderOf(row, fills);
  const common = { order: orderOf(row), guardDue: isSet(row, 'guard_due') };
  switch (state) {
    case 'new':
      return { ...common, state };
    case 'reserved':
      return { ...common, state, reservationId };
    case 'filled':
      if (filled === null) throw new Error(`order ${common.order.clientOrderId} is filled, and has no fill`);
      return { ...common, state, reservationId, filled };
    case 'cancelled':
    case 'rejected':
    case 'expired':
      return { ...common, state, filled, cause };
    default: {
      const [venueOrderId, sentAt] = [String(row['venue_order_id']), Number(row['sent_at'])];
      const referencePrice = amountIn(row, 'reference_price');
      return { ...common, state, reservationId, venueOrderId, sentAt, referencePrice, filled };
    }
  }
}

/** Whether the order of this row may fill further. */
export function isUnfinished(row: Row): boolean {
  return !ENDED.has(String(row['state']));
}

/** Of the row of an order that owes the guard a message. */
export function guardMessageOf(row: Row, fills: readonly Row[]): GuardMessage {
  const reservationId = String(row['reservation_id']);
  const filled = filledOrderOf(row, fills);
  if (filled !== null) return { kind: 'confirm', filled, reservationId, open: isUnfinished(row) };
  return {
    kind: 'release',
    clientOrderId: String(row['client_order_id']),
    reservationId,
    why: String(row['cause']),
  };
}

export function eventOf(row: Row): OrderEvent {
  return {
    at: Number(row['at']),
    state: String(row['state']) as OrderState['state'],
    cause: String(row['cause']),
  };
}
