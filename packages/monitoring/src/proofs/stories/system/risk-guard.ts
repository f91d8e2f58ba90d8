import { ACCOUNT_DENIAL_REASONS } from '@qt/catalogue';
import type { Series } from '../../series/series.ts';
import type { Facts } from './facts.ts';
import { counting, latestOf } from './grid.ts';
import { LOSS_LIMIT, within } from './incident.ts';
import { service } from './process.ts';

export function riskGuard(facts: Facts): Series[] {
  const { incident, blocks, grid, runs } = facts;
  const denied = runs.signal_scan.all.filter((t) => within(incident.factsDisagree, t));
  const differed = latestOf(grid, incident.booksDiffered ?? [], Number.NEGATIVE_INFINITY);
  return service(facts, 'qt-risk-guard', (emit) => {
    emit('qt_risk_books_differed_timestamp_seconds', {}, (t, [from]) =>
      differed(t) >= from ? differed(t) : undefined,
    );
    emit('qt_risk_kill_switch_engaged', {}, (t) => (within(incident.killSwitch, t) ? 1 : 0));
    emit('qt_risk_trading_state', { state: 'active' }, () => 1);
    emit('qt_risk_daily_loss', {}, (t) => incident.dailyLoss?.(t) ?? 0);
    emit('qt_risk_daily_loss_limit', {}, () => LOSS_LIMIT);
    emit('qt_risk_denials_total', { reason: 'facts_disagree' }, counting(grid, denied));
    for (const reason of ACCOUNT_DENIAL_REASONS) {
      emit('qt_risk_denying', { reason }, (t) => (blocks(t).includes(reason) ? 1 : 0));
    }
  });
}
