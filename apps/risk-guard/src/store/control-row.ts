import type { TradingState } from '@qt/catalogue';
import { amount, decimalText } from '@qt/domain';
import type { FlattenOrder } from '../domain/flatten-order.ts';
import type { KillSwitchOverride } from '../domain/kill-switch.ts';
import type { LimitOverrides } from '../domain/limit-overrides.ts';
import type { Controls } from './guard.repository.ts';

export interface ControlRow {
  /** 0 or 1 in SQLite. */
  readonly kill_switch_engaged: number | boolean | null;
  readonly kill_switch_actor: string | null;
  readonly kill_switch_reason: string | null;
  readonly kill_switch_since: number | null;
  readonly environment_since: number | null;
  readonly state: TradingState;
  readonly trip_at: number | null;
  readonly trip_loss: string | null;
  /** Comma separated; empty: all. */
  readonly flatten_symbols: string | null;
  readonly flatten_final_state: FlattenOrder['finalState'] | null;
  readonly flatten_actor: string | null;
  readonly flatten_reason: string | null;
  readonly flatten_since: number | null;
  readonly equity_peak: string | null;
  /** JSON; null: none. */
  readonly limit_overrides: string | null;
}

export function controlsOf(row: ControlRow): Controls {
  return {
    killSwitch: overrideOf(row),
    environment: row.environment_since === null ? null : { since: row.environment_since },
    tradingState: row.state,
    trip: row.trip_at === null || row.trip_loss === null ? null : { at: row.trip_at, loss: amount(row.trip_loss) },
    flatten: flattenOf(row),
    limits: row.limit_overrides === null ? {} : (JSON.parse(row.limit_overrides) as LimitOverrides),
    equityPeak: row.equity_peak === null ? null : amount(row.equity_peak),
  };
}

function overrideOf(row: ControlRow): KillSwitchOverride | null {
  const { kill_switch_engaged: engaged, kill_switch_actor: actor, kill_switch_reason: reason } = row;
  const since = row.kill_switch_since;
  return engaged === null || actor === null || reason === null || since === null
    ? null
    : { engaged: Boolean(engaged), actor, reason, since };
}

function flattenOf(row: ControlRow): FlattenOrder | null {
  const {
    flatten_symbols: symbols,
    flatten_final_state: finalState,
    flatten_actor: actor,
    flatten_reason: reason,
  } = row;
  const since = row.flatten_since;
  if (symbols === null || finalState === null || actor === null || reason === null || since === null) return null;
  return { symbols: symbols === '' ? null : symbols.split(','), finalState, actor, reason, since };
}

/** The columns `kill_switch_engaged` … `trip_loss`, then `flatten_symbols` … `limit_overrides`, in that order. */
export function controlValues({ killSwitch, environment, tradingState, trip, flatten, equityPeak, limits }: Controls) {
  return [
    killSwitch === null ? null : Number(killSwitch.engaged),
    killSwitch?.actor ?? null,
    killSwitch?.reason ?? null,
    killSwitch?.since ?? null,
    environment?.since ?? null,
    tradingState,
    trip?.at ?? null,
    trip === null ? null : decimalText(trip.loss),
    flatten === null ? null : (flatten.symbols ?? []).join(','),
    flatten?.finalState ?? null,
    flatten?.actor ?? null,
    flatten?.reason ?? null,
    flatten?.since ?? null,
    equityPeak && decimalText(equityPeak),
    JSON.stringify(limits),
  ];
}
