import type { Instruments } from '@qt/catalogue';
import type { Guard } from './risk-engine.ts';

export type RiskGauges = Instruments<'qt_risk_daily_loss' | 'qt_risk_daily_loss_limit' | 'qt_risk_kill_switch_engaged'>;

/** Ties the gauges to the loaded state: read at each collection, since losses leave their window with no trade. */
export function observeRisk(guard: Guard, gauges: RiskGauges): void {
  gauges.qt_risk_daily_loss.observe(() => [[guard.loss().toNumber(), {}]]);
  gauges.qt_risk_daily_loss_limit.observe(() => [[guard.limits.maxDailyLoss.toNumber(), {}]]);
  gauges.qt_risk_kill_switch_engaged.observe(() => [[Number(guard.killSwitch.engaged), {}]]);
}
