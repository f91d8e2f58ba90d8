import type { MetricName, ServiceName } from '@qt/catalogue';
import { type Life, SCRAPED } from '../../series/path.ts';
import { type Labels, metric, type Process, type Series, up, type ValueAt } from '../../series/series.ts';
import type { Facts } from './facts.ts';
import { counting, growing } from './grid.ts';
import { FOREVER, type Incident, within } from './incident.ts';

type HistogramPart = `${MetricName}_count` | `${MetricName}_bucket`;

/** Adds a series of one process. */
export type Emit = (name: MetricName | HistogramPart, labels: Labels, value: ValueAt) => void;

const GIB = 2 ** 30;
const STARTS_BEFORE = 4;

/** The series of every replica of a service: its own, and what every process exports. */
export function service(facts: Facts, job: ServiceName, own: (emit: Emit, lives: readonly Life[]) => void): Series[] {
  const { incident, grid } = facts;
  return (incident.lives?.[job] ?? [FOREVER]).flatMap((lives, replica) => {
    const process = processOf(incident, job, lives, replica);
    const series: Series[] = [];
    const emit: Emit = (name, labels, value) => {
      series.push(metric(process, name, labels, grid.until, value, grid.step));
    };
    everyProcess(facts, job, emit, lives);
    own(emit, lives);
    return [...series, ...up(process, grid.until, grid.step)];
  });
}

function processOf(incident: Incident, job: ServiceName, lives: readonly Life[], replica: number): Process {
  return {
    path: incident.path ?? SCRAPED,
    job,
    lives,
    replica: (incident.firstReplica ?? 0) + replica,
    unseen: incident.unseen ?? [],
  };
}

function everyProcess({ incident, grid }: Facts, job: ServiceName, emit: Emit, lives: readonly Life[]): void {
  const nth = (life: Life) => STARTS_BEFORE + lives.findIndex(([from]) => from === life[0]);
  emit('qt_service_starts_total', {}, (_, life) => nth(life));
  emit('qt_process_start_timestamp_seconds', {}, (_, [from]) => from);
  emit('qt_data_free_bytes', {}, (t) => (incident.diskFree?.[job]?.(t) ?? 50) * GIB);
  emit('qt_data_size_bytes', {}, () => 100 * GIB);
  emit('qt_process_event_loop_delay_p99_seconds', {}, (t) => (within(incident.busy?.[job], t) ? 1 : 0.02));
  emit(
    'qt_telemetry_series_overflow_total',
    { metric: 'qt_api_request_total' },
    counting(grid, incident.overflows ?? []),
  );
  emit(
    'qt_log_lines_dropped_total',
    {},
    growing(grid, (t) => (within(incident.logUnread?.[job], t) ? 50 : 0)),
  );
  for (const signal of ['metrics', 'traces', 'logs']) {
    const isLost = (t: number) => within(incident.exportsFail, t) || within(incident.collectorRefuses, t);
    const lost = growing(grid, (t) => (isLost(t) ? 20 : 0));
    emit('qt_telemetry_export_failures_total', { signal }, lost);
  }
}
