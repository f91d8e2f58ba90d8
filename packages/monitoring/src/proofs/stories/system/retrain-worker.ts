import { PROFILES, PROVIDERS } from '@qt/catalogue';
import type { Series } from '../../series/series.ts';
import type { Facts } from './facts.ts';
import { counting, latestOf } from './grid.ts';
import { within } from './incident.ts';
import { JOB_INTERVALS } from './jobs.ts';
import { service } from './process.ts';

export function retrainWorker(facts: Facts): Series[] {
  const { incident, grid, runs } = facts;
  const failed = incident.failedTrainings ?? [];
  const stuck = incident.stuckTraining;
  /** A training that the scheduler started ends after 100 s. */
  const ended = runs.retrain_models.all.map((at) => at + 100);
  const succeeded = ended.filter((at) => !failed.some((failure) => Math.abs(failure - at) < 600));
  const latestFailure = latestOf(grid, failed, Number.NaN);
  return service(facts, 'qt-retrain-worker', (emit) => {
    emit('qt_retrain_runs_total', { status: 'success' }, counting(grid, succeeded));
    emit('qt_retrain_runs_total', { status: 'failure' }, counting(grid, failed));
    emit('qt_retrain_last_success_timestamp_seconds', {}, latestOf(grid, succeeded, -JOB_INTERVALS.retrain_models));
    emit('qt_retrain_last_failure_timestamp_seconds', {}, (t) =>
      Number.isNaN(latestFailure(t)) ? undefined : latestFailure(t),
    );
    emit('qt_retrain_running_since_timestamp_seconds', {}, (t) =>
      stuck !== undefined && within([stuck], t) ? stuck[0] : undefined,
    );
    for (const profile of PROFILES) {
      emit('qt_model_live_excess_loss', { profile, model_version: 'm-1' }, (t) => incident.excessLoss?.(t) ?? -0.1);
    }
    emit('qt_model_feature_drift', { feature: 'volatility_60m' }, (t) => incident.drift?.(t) ?? 0.3);
    emit('qt_model_feature_drift', { feature: 'change_5m' }, () => 0.1);
    emit('qt_model_judged_timestamp_seconds', {}, (t, [from]) => Math.max(from, Math.floor(t / 900) * 900));
    for (const provider of PROVIDERS) {
      emit('qt_provider_circuit_open', { provider }, () => 0);
      emit('qt_provider_latency_seconds_count', { provider }, () => 0);
      emit('qt_provider_failures_total', { provider }, () => 0);
    }
  });
}
