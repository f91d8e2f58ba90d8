/** Minutes that the console looks back. */
export const MINUTES = 180;

export const MINUTE_MS = 60_000;

/** Sums of a metric, by the values of the labels that were asked for, in their order. */
export interface Sum<V> {
  readonly labels: readonly string[];
  readonly value: V;
}

/** Counters that are read, each with the labels that may be asked for. `job` is the name of a service. */
export const COUNTERS = {
  qt_api_request_duration_seconds_bucket: ['route', 'le'],
  qt_api_request_total: ['route', 'status_code'],
  qt_cache_hits_total: ['cache_name', 'result'],
  qt_risk_denials_total: ['reason'],
  qt_log_lines_dropped_total: ['job'],
  qt_telemetry_export_failures_total: ['job'],
  qt_telemetry_series_overflow_total: ['job'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type CounterName = keyof typeof COUNTERS;

/** The one gauge that is read, by `job`. */
export const EVENT_LOOP_DELAY = 'qt_process_event_loop_delay_p99_seconds';

/** What counters rose by in the last `MINUTES`. Requests that only operate the API are left out. */
export interface MetricHistory {
  /** The start of the last minute, in Unix ms. */
  lastMinute(): number;
  /** By minute, `MINUTES` of them, oldest first; null: nothing is known of that minute. */
  byMinute(counter: CounterName, by: readonly string[]): Promise<readonly Sum<readonly (number | null)[]>[]>;
  /** Over the last minutes together. */
  overall(counter: CounterName, by: readonly string[], minutes: number): Promise<readonly Sum<number>[]>;
  /** The 99th percentile of the event loop's delay in seconds by service, of those whose metrics can be read. */
  eventLoopDelays(): Promise<ReadonlyMap<string, number>>;
}
