import type { Log } from '@qt/catalogue';
import { logKillSwitchChange } from './kill-switch-log.ts';
import type { TradingControls } from './trading-controls.ts';

const ACTOR = 'environment';

/** Applies `QT_KILL_SWITCH` to the controls if it has changed, and audits and logs the change. `at`: Unix ms. */
export async function applyEnvironment(
  controls: TradingControls,
  engaged: boolean,
  at: number,
  log: Log,
): Promise<void> {
  const before = controls.current.environment;
  const environment = engaged ? (before ?? { since: at }) : null;
  if (environment === before) return;
  const killSwitchBefore = controls.killSwitch;
  const reason = `QT_KILL_SWITCH is ${engaged ? 'on' : 'off'}`;
  const entry = {
    at,
    actor: ACTOR,
    action: 'kill-switch',
    outcome: 'accepted',
    detail: reason,
    requestId: null,
  } as const;
  await controls.loosen({ environment }, entry);
  logKillSwitchChange(killSwitchBefore, controls.killSwitch, { actor: ACTOR, reason }, log);
}
