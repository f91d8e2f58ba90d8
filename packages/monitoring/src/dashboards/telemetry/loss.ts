import type { Section } from '../build/frame.ts';
import { barsPanel } from '../build/panels.ts';
import { trend } from '../build/targets.ts';
import { gauge, rate } from '../series.ts';

/** 0 for each service that reports, so that a panel without losses is not an empty one. */
const reporting = `0 * max by (job) (${gauge('qt_process_start_timestamp_seconds')})`;

const failures = barsPanel({
  title: 'Export failures',
  description:
    'Spans, data points and log records per minute that a service could not deliver by OTLP. After 5 minutes, TelemetryExportFailing fires.',
  width: 8,
  height: 7,
  unit: 'cpm',
  targets: [
    trend(
      `60 * sum by (job, signal) (${rate('qt_telemetry_export_failures_total')}) > 0 or ${reporting}`,
      '{{job}} {{signal}}',
    ),
  ],
});

const dropped = barsPanel({
  title: 'Log lines dropped',
  description: 'Per minute, because stdout was not read or its disk was full. Normal: 0.',
  width: 8,
  height: 7,
  unit: 'cpm',
  targets: [trend(`60 * sum by (job) (${rate('qt_log_lines_dropped_total')})`, '{{job}}')],
});

const overflow = barsPanel({
  title: 'Series overflow by metric',
  description:
    'Recordings per minute with label values outside the allowed set or the budget: they are counted under `other`. TelemetrySeriesOverflow fires.',
  width: 8,
  height: 7,
  unit: 'cpm',
  targets: [
    trend(
      `60 * sum by (job, metric) (${rate('qt_telemetry_series_overflow_total')}) > 0 or ${reporting}`,
      '{{job}} {{metric}}',
    ),
  ],
});

export const lossSection: Section = { title: 'What is lost', panels: [failures, dropped, overflow] };
