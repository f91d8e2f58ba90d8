import type { Log } from '@qt/catalogue';
import type { KillSwitch } from '@qt/contracts';

/** Logs that the kill switch was engaged or released, if it was. */
export function logKillSwitchChange(
  before: KillSwitch,
  after: KillSwitch,
  by: { readonly actor: string; readonly reason: string },
  log: Log,
): void {
  if (before.engaged === after.engaged) return;
  log.event('risk.kill_switch.changed', { engaged: after.engaged, ...by, source: after.source });
}
