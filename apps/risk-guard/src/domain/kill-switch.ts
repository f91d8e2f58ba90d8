import type { KillSwitch } from '@qt/contracts';

/** An administrator's override of the environment. */
export interface KillSwitchOverride {
  readonly engaged: boolean;
  readonly actor: string;
  readonly reason: string;
  /** Unix ms. */
  readonly since: number;
}

/** The environment's setting: null while `QT_KILL_SWITCH` is off, else since when (Unix ms) guards have run with it on. */
export type KillSwitchEnvironment = { readonly since: number } | null;

/** The kill switch in force: an override wins over the environment, in both directions. */
export function killSwitchOf(environment: KillSwitchEnvironment, override: KillSwitchOverride | null): KillSwitch {
  if (override !== null) {
    if (!override.engaged) return { engaged: false, source: 'override' };
    const { actor, reason, since } = override;
    return { engaged: true, source: 'override', actor, reason, since: new Date(since).toISOString() };
  }
  if (environment === null) return { engaged: false, source: 'environment' };
  const since = new Date(environment.since).toISOString();
  return { engaged: true, source: 'environment', actor: 'environment', reason: 'QT_KILL_SWITCH is on', since };
}
