import type { Section } from '../build/frame.ts';
import { linesPanel } from '../build/panels.ts';
import { trend } from '../build/targets.ts';
import { watcher, zeroOf } from '../series.ts';

const SIGNALS = { log_records: 'log lines', metric_points: 'data points', spans: 'spans' } as const;
type Signal = keyof typeof SIGNALS;

/** Per second over all receivers or exporters; 0 for what the Collector has not counted yet. */
const flow = (what: string, signal: Signal) =>
  `(sum(rate(${watcher(`otelcol_${what}_${signal}`)}[$__rate_interval])) or ${zeroOf('otelcol_')})`;
const signals = Object.entries(SIGNALS) as [Signal, string][];

const shipping = linesPanel({
  title: 'Log lines read and shipped',
  description:
    'Per second. Read without being shipped for 10 minutes, or none read: LogShippingStopped fires. What is not shipped stays in the files.',
  width: 12,
  height: 7,
  unit: 'cps',
  targets: [
    trend(flow('receiver_accepted', 'log_records'), 'read').refId('read'),
    trend(flow('exporter_sent', 'log_records'), 'shipped').refId('shipped'),
  ],
});

const received = linesPanel({
  title: 'Received by the Collector',
  description: 'Per second.',
  width: 12,
  height: 7,
  unit: 'cps',
  targets: signals.map(([signal, name]) => trend(flow('receiver_accepted', signal), name)),
});

const lost = linesPanel({
  title: 'Refused or not delivered by the Collector',
  description: 'Per second: refused for lack of memory, or given up after retries. Normal: 0.',
  width: 12,
  height: 7,
  unit: 'cps',
  targets: signals.map(([signal, name]) =>
    trend(`${flow('receiver_refused', signal)} + ${flow('exporter_send_failed', signal)}`, name),
  ),
});

const queue = linesPanel({
  title: 'Queues of the Collector',
  description:
    'Batches that wait for a store, as a share of the queue. Full: reading log files pauses, metrics are lost.',
  width: 12,
  height: 7,
  unit: 'percentunit',
  targets: [
    trend(
      `max by (exporter) (${watcher('otelcol_exporter_queue_size')} / ${watcher('otelcol_exporter_queue_capacity')})`,
      '{{exporter}}',
    ),
  ],
}).max(1);

export const collectorSection: Section = { title: 'Collector', panels: [shipping, received, lost, queue] };
