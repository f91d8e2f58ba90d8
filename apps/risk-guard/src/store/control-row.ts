import type { TradingState } from '@qt/catalogue';
import { amount, decimalText } from '@qt/domain';
import type { KillSwitchOverride } from '../domain/kill-switch.ts';
import type { Controls } from './guard.repository.ts';

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

export function controlsOf(row: ControlRow): Controls {
  return {
    killSwitch: overrideOf(row),
    environment: row.environment_since === null ? null : { since: row.environment_since },
    tradingState: row.state,
    trip: row.trip_at === null || row.trip_loss === null ? null : { at: row.trip_at, loss: amount(row.trip_loss) },
  };
}

function overrideOf(row: ControlRow): KillSwitchOverride | null {
  const { kill_switch_engaged: engaged, kill_switch_actor: actor, kill_switch_reason: reason } = row;
  const since = row.kill_switch_since;
  return engaged === null || actor === null || reason === null || since === null
    ? null
    : { engaged: engaged === 1, actor, reason, since };
}

/** The columns `kill_switch_engaged` … `trip_loss`, in that order. */
export function controlValues({ killSwitch, environment, tradingState, trip }: Controls) {
  return [
    killSwitch === null ? null : Number(killSwitch.engaged),
    killSwitch?.actor ?? null,
    killSwitch?.reason ?? null,
    killSwitch?.since ?? null,
    environment?.since ?? null,
    tradingState,
    trip?.at ?? null,
    trip === null ? null : decimalText(trip.loss),
  ];
}
