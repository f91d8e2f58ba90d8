import type { DatabaseSync } from 'node:sqlite';
import type { Profile } from '@qt/catalogue';
import type { OrderOrigin, Side } from '@qt/contracts';
import type { Position } from '../domain/account.ts';
import type { FilledOrder, Order } from '../domain/order.ts';
import { amount, textOf } from '../money.ts';
import type { LedgerOrder, OrderState } from './ledger.repository.ts';

type Row = NonNullable<ReturnType<ReturnType<DatabaseSync['prepare']>['get']>>;

const BY_HAND = 'manual';

const numberOrNull = (value: unknown) => (value === null ? null : Number(value));
const amountOrNull = (value: unknown) => (value === null ? null : amount(String(value)));

export function orderOf(row: Row): Order {
  return {
    clientOrderId: String(row['client_order_id']),
    symbol: String(row['symbol']),
    side: String(row['side']) as Side,
    quantity: amount(String(row['quantity'])),
    reduceOnly: row['reduce_only'] === 1,
    origin: String(row['origin']) as OrderOrigin,
    profile: row['profile'] as Profile | null,
    exit:
      row['stop_fraction'] === null
        ? null
        : { stopFraction: amount(String(row['stop_fraction'])), holdMs: Number(row['hold_ms']) },
    requestId: String(row['request_id']),
  };
}

/** Of a row of `orders` joined with its fill. */
export function filledOf(row: Row): FilledOrder {
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

/** Of a row of `orders` left-joined with its fill. */
export function ledgerOrderOf(row: Row): LedgerOrder {
  const state = String(row['state']) as OrderState['state'];
  const order = orderOf(row);
  if (state === 'pending' || state === 'closed') return { state, order };
  const reservationId = String(row['reservation_id']);
  return state === 'filled' || state === 'confirmed'
    ? { state, order, reservationId, filled: filledOf(row) }
    : { state, order, reservationId };
}

export function positionOf(row: Row): Position {
  return {
    symbol: String(row['symbol']),
    profile: row['profile'] === BY_HAND ? null : (row['profile'] as Profile),
    quantity: amount(String(row['quantity'])),
    cost: amount(String(row['cost'])),
    openedAt: Number(row['opened_at']),
    stopPrice: amountOrNull(row['stop_price']),
    expiresAt: numberOrNull(row['expires_at']),
  };
}

/** The columns of `positions`, in their order. */
export function positionColumns(position: Position): (string | number | null)[] {
  return [
    position.symbol,
    position.profile ?? BY_HAND,
    textOf(position.quantity),
    textOf(position.cost),
    position.openedAt,
    position.stopPrice === null ? null : textOf(position.stopPrice),
    position.expiresAt,
  ];
}
