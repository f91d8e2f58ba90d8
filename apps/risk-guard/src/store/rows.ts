import type { Profile } from '@qt/catalogue';
import type { OrderOrigin, Side, TradingState } from '@qt/contracts';
import { amount, decimalText } from '../domain/amount.ts';
import type { Fill, Reservation } from '../domain/reservation.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { Control } from './guard.repository.ts';

export interface ControlRow {
  readonly kill_switch_engaged: number | null;
  readonly kill_switch_actor: string | null;
  readonly kill_switch_reason: string | null;
  readonly kill_switch_since: number | null;
  readonly environment_since: number | null;
  readonly state: TradingState;
  readonly trip_at: number | null;
  readonly trip_loss: string | null;
  readonly losses_after_fill: number;
}

export interface ReservationRow {
  readonly client_order_id: string;
  readonly reservation_id: string;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: string;
  readonly reduce_only: number;
  readonly origin: OrderOrigin;
  readonly profile: Profile | null;
  readonly price: string;
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
}

export interface AuditRow {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly outcome: AuditEntry['outcome'];
  readonly detail: string;
  readonly request_id: string | null;
}

export function controlOf(row: ControlRow): Control {
  const { kill_switch_engaged, kill_switch_actor, kill_switch_reason, kill_switch_since } = row;
  const overridden =
    kill_switch_engaged !== null &&
    kill_switch_actor !== null &&
    kill_switch_reason !== null &&
    kill_switch_since !== null;
  return {
    killSwitch: overridden
      ? {
          engaged: kill_switch_engaged === 1,
          actor: kill_switch_actor,
          reason: kill_switch_reason,
          since: kill_switch_since,
        }
      : null,
    environment: row.environment_since === null ? null : { since: row.environment_since },
    state: row.state,
    trip: row.trip_at === null || row.trip_loss === null ? null : { at: row.trip_at, loss: amount(row.trip_loss) },
  };
}

/** The control's columns in the order of `kill_switch_engaged` … `trip_loss`. */
export function controlValues({ killSwitch, environment, state, trip }: Control) {
  return [
    killSwitch === null ? null : Number(killSwitch.engaged),
    killSwitch?.actor ?? null,
    killSwitch?.reason ?? null,
    killSwitch?.since ?? null,
    environment?.since ?? null,
    state,
    trip?.at ?? null,
    trip === null ? null : trip.loss.toFixed(),
  ];
}

export function reservationOf(row: ReservationRow): Reservation {
  return {
    clientOrderId: row.client_order_id,
    reservationId: row.reservation_id,
    symbol: row.symbol,
    side: row.side,
    quantity: amount(row.quantity),
    reduceOnly: row.reduce_only === 1,
    origin: row.origin,
    profile: row.profile,
    price: amount(row.price),
    reservedAt: row.reserved_at,
    expiresAt: row.expires_at,
  };
}

/** The reservation's columns in the order of the table, up to `expires_at`. */
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
    one.reservedAt,
    one.expiresAt,
  ];
}

export function fillOf(row: FillRow): Fill {
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
  };
}

/** The fill's columns in the order of the table. */
export function fillValues(fill: Fill) {
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
  ];
}

export function auditEntryOf({ request_id, ...row }: AuditRow): AuditEntry {
  return { ...row, requestId: request_id };
}
