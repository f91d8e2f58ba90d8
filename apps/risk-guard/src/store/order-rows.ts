import type { Profile } from '@qt/catalogue';
import type { OrderOrigin, Side } from '@qt/contracts';
import { amount, decimalText } from '@qt/domain';
import type { ReportedFill, Reservation } from '../domain/reservation.ts';
import type { FillCount, StoredFill } from './guard.repository.ts';

/** 0 or 1 in SQLite. */
type Flag = number | boolean;

export interface ReservationRow {
  readonly client_order_id: string;
  readonly reservation_id: string;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: string;
  readonly reduce_only: Flag;
  readonly origin: OrderOrigin;
  readonly profile: Profile | null;
  readonly price: string;
  readonly executed: string;
  readonly reserved_at: number;
  readonly expires_at: number;
  readonly state: 'reserved' | 'released' | 'filled';
}

export interface FillRow {
  readonly client_order_id: string;
  readonly reservation_id: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
  readonly realised_pnl: string;
  readonly filled_at: number;
  readonly profile: Profile | null;
  /** Null: since it filled. */
  readonly counted_at: number | null;
  readonly settled_at: number | null;
  readonly open: Flag;
  readonly expected_price: string | null;
}

/** The first part of an order. Of a fill whose order is not known any more, the terms are null. */
export interface StoredFillRow extends FillRow {
  readonly id: number;
  readonly reduce_only: Flag | null;
  readonly origin: OrderOrigin | null;
}

/** `fill`: all that was booked of its order. */
export function storedFillOf(row: StoredFillRow, fill: ReportedFill): StoredFill {
  return {
    sequence: row.id,
    fill,
    reduceOnly: Boolean(row.reduce_only),
    origin: row.origin ?? 'manual',
    profile: row.profile,
  };
}

export function reservationOf(row: ReservationRow): Reservation {
  return {
    clientOrderId: row.client_order_id,
    reservationId: row.reservation_id,
    symbol: row.symbol,
    side: row.side,
    quantity: amount(row.quantity),
    reduceOnly: Boolean(row.reduce_only),
    origin: row.origin,
    profile: row.profile,
    price: amount(row.price),
    executed: amount(row.executed),
    reservedAt: row.reserved_at,
    expiresAt: row.expires_at,
  };
}

/** The columns from `client_order_id` to `expires_at`. */
export function reservationValues(one: Reservation) {
  return [
    one.clientOrderId,
    one.reservationId,
    one.symbol,
    one.side,
    decimalText(one.quantity),
    Number(one.reduceOnly),
    one.origin,
    one.profile,
    decimalText(one.price),
    decimalText(one.executed),
    one.reservedAt,
    one.expiresAt,
  ];
}

export function fillOf(row: FillRow): ReportedFill {
  return {
    clientOrderId: row.client_order_id,
    reservationId: row.reservation_id,
    symbol: row.symbol,
    side: row.side,
    quantity: amount(row.quantity),
    price: amount(row.price),
    fee: amount(row.fee),
    realisedPnl: amount(row.realised_pnl),
    filledAt: row.filled_at,
    open: Boolean(row.open),
  };
}

/** The columns but `id` and `settled_at`, in that order. */
export function fillValues(fill: ReportedFill, { profile, countedAt, expectedPrice = null }: FillCount) {
  return [
    fill.clientOrderId,
    fill.reservationId,
    fill.symbol,
    fill.side,
    decimalText(fill.quantity),
    decimalText(fill.price),
    decimalText(fill.fee),
    decimalText(fill.realisedPnl),
    fill.filledAt,
    profile,
    countedAt,
    Number(fill.open),
    expectedPrice && decimalText(expectedPrice),
  ];
}
