import { SERVICES } from '@qt/catalogue';
import type { ServiceTelemetry } from '@qt/contracts';
import { type MetricHistory, MINUTES, type Sum } from './metric-history.ts';

/** How whole the telemetry of each service is that has been read. */
export async function serviceTelemetryOf(history: MetricHistory): Promise<ServiceTelemetry[]> {
  const [dropped, failures, overflow, delays] = await Promise.all([
    history.overall('qt_log_lines_dropped_total', ['job'], MINUTES),
    history.overall('qt_telemetry_export_failures_total', ['job'], MINUTES),
    history.overall('qt_telemetry_series_overflow_total', ['job'], MINUTES),
    history.eventLoopDelays(),
  ]);
  const of = (sums: readonly Sum<number>[], service: string) =>
    sums.find(({ labels: [job] }) => job === service)?.value ?? 0;
  const seen = SERVICES.filter((service) => delays.has(service) || dropped.some(({ labels }) => labels[0] === service));
  return seen.map((service) => ({
    service,
    log_lines_dropped: of(dropped, service),
    export_failures: of(failures, service),
    series_overflow: of(overflow, service),
    event_loop_p99_seconds: delays.get(service) ?? null,
  }));
}
