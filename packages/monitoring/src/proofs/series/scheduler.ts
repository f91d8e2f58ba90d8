import type { Life, Path } from './path.ts';
import { ALWAYS } from './path.ts';
import { metric, type Series, up } from './series.ts';

/** When a run ended (s), and how. */
export interface Run {
  readonly at: number;
  readonly degraded?: boolean;
}

export interface Job {
  readonly id: string;
  /** Seconds. */
  readonly interval: number;
  readonly runs: readonly Run[];
  /** The last run that is known when the case begins, Unix s: before 0. */
  readonly before?: number;
  /** When a running scheduler drops the job. */
  readonly removedAt?: number;
}

interface SchedulerOptions {
  readonly path: Path;
  readonly jobs: readonly Job[];
  readonly lives?: readonly Life[];
  readonly replica?: number;
}

/** The series of a scheduler: last runs are kept across restarts, counters start at 0 in each process. */
export function scheduler({ path, jobs, lives = ALWAYS, replica = 0 }: SchedulerOptions, until: number): Series[] {
  const process = { path, job: 'qt-scheduler', lives, replica };
  const series = jobs.flatMap(({ id: job_id, interval, runs, before = -interval, removedAt = Infinity }) => {
    const has =
      <V>(value: (t: number, life: Life) => V) =>
      (t: number, life: Life) =>
        life[0] < removedAt && t < removedAt ? value(t, life) : undefined;
    const counted = (degraded: boolean) =>
      has(
        (t, [from]) =>
          runs.filter((run) => run.at >= from && run.at <= t && (run.degraded ?? false) === degraded).length,
      );
    const lastRun = (t: number) => runs.reduce((last, { at }) => (at <= t ? Math.max(last, at) : last), before);
    const inARow = (t: number) => {
      const ended = runs.filter(({ at }) => at <= t);
      return ended.length - 1 - ended.findLastIndex((run) => !(run.degraded ?? false));
    };
    return [
      metric(process, 'qt_scheduler_consecutive_degraded_runs', { job_id }, until, has(inARow)),
      metric(process, 'qt_scheduler_last_run_timestamp_seconds', { job_id }, until, has(lastRun)),
      metric(
        process,
        'qt_scheduler_job_interval_seconds',
        { job_id },
        until,
        has(() => interval),
      ),
      metric(process, 'qt_scheduler_runs_total', { job_id, status: 'success' }, until, counted(false)),
      metric(process, 'qt_scheduler_runs_total', { job_id, status: 'degraded' }, until, counted(true)),
    ];
  });
  return [...series, ...up(process, until)];
}

/** A run each `every` seconds in `[from, to]`; every `degraded`th of them degraded, none by default. */
export function runs(every: number, from: number, to: number, degraded = 0): Run[] {
  const count = Math.floor((to - from) / every) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, n) => ({
    at: from + n * every,
    degraded: degraded > 0 && (n + 1) % degraded === 0,
  }));
}
