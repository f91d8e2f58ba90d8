import { type JobId, PROVIDERS } from '@qt/catalogue';
import type { Series } from '../../series/series.ts';
import type { Facts } from './facts.ts';
import { counting, latestOf } from './grid.ts';
import { type Incident, within } from './incident.ts';
import { JOB_INTERVALS } from './jobs.ts';
import { type Emit, service } from './process.ts';

export function scheduler(facts: Facts): Series[] {
  return service(facts, 'qt-scheduler', (emit) => {
    for (const job_id of Object.keys(JOB_INTERVALS) as JobId[]) job(facts, emit, job_id);
    checks(facts, emit);
  });
}

function job({ incident, grid, runs }: Facts, emit: Emit, job_id: JobId): void {
  const { all, degraded } = runs[job_id];
  const succeeded = all.filter((at) => !degraded.includes(at));
  const latest = latestOf(grid, all, 5 - JOB_INTERVALS[job_id]);
  const latestSuccess = latestOf(grid, succeeded, 5 - JOB_INTERVALS[job_id]);
  const inARow = (t: number) => degraded.filter((at) => at > latestSuccess(t) && at <= t).length;
  emit('qt_scheduler_job_interval_seconds', { job_id }, () => JOB_INTERVALS[job_id]);
  // As the scheduler's own clock was when the run ended.
  emit('qt_scheduler_last_run_timestamp_seconds', { job_id }, (t) => latest(t) + ahead(incident, latest(t)));
  emit('qt_scheduler_runs_total', { job_id, status: 'success' }, counting(grid, succeeded));
  emit('qt_scheduler_runs_total', { job_id, status: 'degraded' }, counting(grid, degraded));
  emit('qt_scheduler_consecutive_degraded_runs', { job_id }, inARow);
}

function ahead({ clockAhead }: Incident, t: number): number {
  return clockAhead?.(t) ?? 0;
}

function checks({ incident, grid, runs }: Facts, emit: Emit): void {
  const latest = latestOf(grid, runs.synthetic_checks.all, -55);
  for (const target of PROVIDERS) {
    emit('qt_synthetic_check_timestamp_seconds', { target }, (t) => latest(t) + ahead(incident, latest(t)));
    emit('qt_clock_offset_seconds', { provider: target }, (t) => ahead(incident, latest(t)));
    // The result of a check is not kept across restarts.
    emit('qt_synthetic_check_success', { target }, (t, [from]) => {
      if (latest(t) < from) return undefined;
      return within(incident.providersDown?.[target], latest(t)) ? 0 : 1;
    });
  }
}
