import { COLOUR, steps } from '../build/colours.ts';
import { statPanel } from '../build/panels.ts';
import { latest } from '../build/targets.ts';
import { gauge, increase, TARGETS, watcher, zeroOf } from '../series.ts';

const SIZE = { width: 6, height: 4 } as const;
const noneIsGood = () => steps(COLOUR.good, [1, COLOUR.bad]);

export const failedScrapes = statPanel({
  title: 'Targets that do not answer',
  description: 'Scrape targets whose latest scrape failed: services, Prometheus, Alertmanager, Collector. Normal: 0.',
  ...SIZE,
  unit: 'none',
  targets: [latest(`sum(${TARGETS} == bool 0)`, 'targets')],
})
  .noValue('nothing scraped')
  .thresholds(noneIsGood());

const failed = 'alertmanager_notifications_failed_total';
export const failedNotifications = statPanel({
  title: 'Failed notifications',
  description:
    'That Alertmanager could not send in the time range: whoever is notified that way was not. AlertDeliveryFailing fires.',
  ...SIZE,
  unit: 'short',
  targets: [latest(`sum(increase(${watcher(failed, 'reason!="contextCanceled"')}[$__range]))`, 'notifications')],
})
  .decimals(0)
  .noValue('Alertmanager not scraped')
  .thresholds(noneIsGood());

export const lost = statPanel({
  title: 'Telemetry lost',
  description:
    'Spans, data points and log records that services could not deliver by OTLP in the time range, and log lines that they dropped. Trading is not affected.',
  ...SIZE,
  unit: 'short',
  targets: [
    latest(`sum(${increase('qt_telemetry_export_failures_total')})`, 'by OTLP'),
    latest(`sum(${increase('qt_log_lines_dropped_total')})`, 'log lines'),
  ],
})
  .decimals(0)
  .noValue('none')
  .thresholds(steps(COLOUR.good, [1, COLOUR.warning]));

const waiting = watcher('otelcol_exporter_queue_size', 'data_type="logs"');
export const waitingLines = statPanel({
  title: 'Log batches waiting',
  description:
    'In the Collector, for the log store. Normal: a few, briefly. When none is sent for 10 minutes, LogShippingStopped fires.',
  ...SIZE,
  unit: 'short',
  targets: [latest(`max(${waiting})`, 'batches')],
})
  .decimals(0)
  .noValue('Collector not scraped')
  .thresholds(steps(COLOUR.good, [10, COLOUR.warning], [500, COLOUR.bad]));

const overflow = `sum(${increase('qt_telemetry_series_overflow_total')})`;
export const overflowed = statPanel({
  title: 'Series overflow',
  description: 'Recordings in the time range that went to `other`: see below which metric. Normal: 0.',
  ...SIZE,
  unit: 'short',
  targets: [latest(`${overflow} or 0 * max(${gauge('qt_process_start_timestamp_seconds')})`, 'recordings')],
})
  .decimals(0)
  .noValue('no service reports')
  .thresholds(steps(COLOUR.good, [1, COLOUR.warning]));

const refused = ['log_records', 'metric_points', 'spans'].map(
  (signal) => `(sum(increase(${watcher(`otelcol_receiver_refused_${signal}`)}[$__range])) or ${zeroOf('otelcol_')})`,
);
export const refusedData = statPanel({
  title: 'Refused by the Collector',
  description: 'Log lines, data points and spans refused in the time range, for lack of memory. Normal: 0.',
  ...SIZE,
  unit: 'short',
  targets: [latest(refused.join(' + '), 'items')],
})
  .decimals(0)
  .noValue('Collector not scraped')
  .thresholds(noneIsGood());

/** The share of the disk of QT_DATA_DIR that is free, by service. */
export const diskLeft = `min by (job) ((${gauge('qt_data_free_bytes')}) / (${gauge('qt_data_size_bytes')}))`;
export const leastDisk = statPanel({
  title: 'Disk left',
  description: 'The least free share of a disk of QT_DATA_DIR. Under 10 %, DataDiskFilling fires.',
  ...SIZE,
  unit: 'percentunit',
  targets: [latest(`min(${diskLeft})`, 'free')],
})
  .decimals(0)
  .noValue('no service reports')
  .thresholds(steps(COLOUR.bad, [0.1, COLOUR.warning], [0.2, COLOUR.good]));
