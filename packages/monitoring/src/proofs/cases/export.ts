import { constant, events, steady } from '../series/count.ts';
import { ALWAYS, type Life, PATHS, type Path, SCRAPED } from '../series/path.ts';
import { type Labels, metric, type Series, type ValueAt } from '../series/series.ts';
import type { Case } from './case.ts';

const END = 2400;
const alert = 'TelemetryExportFailing';

/** What a service counts as lost. */
const LOSSES = [
  { cause: 'lost', signal: 'traces', name: 'qt_telemetry_export_failures_total', labels: { signal: 'traces' } },
  { cause: 'lost', signal: 'metrics', name: 'qt_telemetry_export_failures_total', labels: { signal: 'metrics' } },
  { cause: 'dropped', signal: 'logs', name: 'qt_log_lines_dropped_total', labels: {} },
] as const;
type Loss = (typeof LOSSES)[number];
const [TRACES, , LINES] = LOSSES;

interface Lossy {
  readonly path?: Path;
  readonly job?: string;
  readonly replica?: number;
  readonly lives?: readonly Life[];
}

function losses({ name, labels }: Loss, value: ValueAt, lossy: Lossy = {}): Series {
  const { path = SCRAPED, job = 'qt-api', replica = 0, lives = ALWAYS } = lossy;
  return metric({ path, job, lives, replica }, name, labels, END, value);
}

function exportFailingBy(path: Path, loss: Loss): Case[] {
  const { cause, signal } = loss;
  const fired = { cause, job: 'qt-api', signal };
  const about = [cause];
  const report = 600 + path.every;
  return [
    {
      alert,
      about,
      name: `${signal} ${cause} for ten minutes fire after five, and are silent five after the last, ${path.name}`,
      series: LOSSES.map((other) => losses(other, other === loss ? steady(3, 600, 1200) : constant(0), { path })),
      expect: [
        { silent: [0, report + 285] },
        { at: report + 300, firing: [fired] },
        { firing: [report + 300, 1200], causes: about },
        { silent: [1575, END] },
      ],
    },
    {
      alert,
      about,
      name: `${signal} ${cause} go on firing through a restart of the service, ${path.name}`,
      series: [
        losses(loss, steady(3, 600), {
          path,
          lives: [
            [-60, 1200],
            [1230, Infinity],
          ],
        }),
      ],
      expect: [{ firing: [report + 300, END], causes: about }],
    },
    {
      alert,
      about,
      name: `${signal} ${cause} once are silent, ${path.name}`,
      series: [losses(loss, events(601), { path })],
      expect: [{ silent: [0, END] }],
    },
  ];
}

const eachOfItsOwn = (path: Path): Case => ({
  alert,
  about: ['lost', 'dropped'],
  name: `each service and each signal is an alert of its own, over all replicas, ${path.name}`,
  series: ['qt-api', 'qt-scheduler'].flatMap((job) =>
    LOSSES.flatMap((loss) => [0, 1, 2].map((replica) => losses(loss, steady(1), { path, job, replica }))),
  ),
  expect: [
    {
      at: 1200,
      firing: ['qt-api', 'qt-scheduler'].flatMap((job) => LOSSES.map(({ cause, signal }) => ({ cause, job, signal }))),
    },
  ],
});

const LOST_DESCRIPTIONS = {
  lost: (signal: string) =>
    `40 spans, data points or log records (${signal}) of qt-risk-guard could not be delivered in 5 minutes and are lost. Trading is not affected.`,
  dropped: () =>
    '40 log lines of qt-risk-guard were dropped in 5 minutes, for 5 minutes now: nobody reads its output, or the disk for it is full. Trading is not affected.',
};

const annotated: Case = {
  alert,
  name: 'what is lost fires with its signal, the sum over the replicas and all labels',
  series: LOSSES.flatMap((loss) => [0, 1].map((replica) => losses(loss, steady(1), { job: 'qt-risk-guard', replica }))),
  expect: [
    {
      at: 900,
      alerts: LOSSES.map(({ cause, signal }) => ({
        labels: { severity: 'medium', service: 'qt-risk-guard', cause, job: 'qt-risk-guard', signal },
        summary: `Telemetry is lost at qt-risk-guard: ${signal}`,
        description: LOST_DESCRIPTIONS[cause](signal),
      })),
    },
  ],
};

/** What the Collector counts of each signal, by cause. */
const COUNTED = [
  ['refused', 'traces', 'otelcol_receiver_refused_spans', { receiver: 'otlp' }],
  ['refused', 'metrics', 'otelcol_receiver_refused_metric_points', { receiver: 'otlp' }],
  ['refused', 'logs', 'otelcol_receiver_refused_log_records', { receiver: 'otlp' }],
  ['undelivered', 'traces', 'otelcol_exporter_send_failed_spans', { exporter: 'otlp_http/traces' }],
  ['undelivered', 'metrics', 'otelcol_exporter_send_failed_metric_points', { exporter: 'otlp_http/prometheus' }],
] as const;

const counted = (name: string, labels: Labels, value: ValueAt, replica = 0, lives: readonly Life[] = ALWAYS) =>
  metric({ path: SCRAPED, job: 'otel-collector', lives, replica }, name, labels, END, value);

const byCollector: readonly Case[] = COUNTED.flatMap(([cause, signal, name, labels]): Case[] => {
  const FIRED = { cause, job: 'otel-collector', signal };
  const about = [cause];
  return [
    {
      alert,
      about,
      name: `${signal} ${cause} for ten minutes fire after five, and are silent five after the last`,
      series: [
        counted(name, labels, steady(3, 600, 1200)),
        ...COUNTED.filter((other) => other[2] !== name).map(([, , other, of]) => counted(other, of, constant(7))),
      ],
      expect: [
        { silent: [0, 615 + 285] },
        { at: 615 + 300, firing: [FIRED] },
        { firing: [915, 1200], causes: about },
        { silent: [1500, END] },
      ],
    },
    {
      alert,
      about,
      name: `${signal} ${cause} by one Collector of two go on firing through its restart, as one`,
      series: [
        counted(name, labels, constant(0), 1),
        counted(name, labels, steady(1), 0, [
          [-60, 1200],
          [1230, Infinity],
        ]),
      ],
      expect: [
        { at: END, firing: [FIRED] },
        { firing: [900, END], causes: about },
      ],
    },
    {
      alert,
      about,
      name: `${signal} ${cause} once are silent, every four and a half minutes they fire`,
      series: [counted(name, labels, events(300, ...[4, 5, 6, 7, 8].map((n) => n * 270)))],
      expect: [{ silent: [0, 1080 + 285] }, { firing: [1380, END], causes: about }],
    },
  ];
});

const DESCRIPTIONS = {
  refused: (signal: string) =>
    `The Collector has refused 60 spans, data points or log records (${signal}) in 5 minutes, for 5 minutes now: it lacks memory, or its queue is full. Whoever sent them tries again for a while and then loses them. Trading is not affected.`,
  undelivered: (signal: string) =>
    `The Collector could not deliver 60 spans or data points (${signal}) in 5 minutes, for 5 minutes now, and they are lost: the store behind it refuses them or is away. Trading is not affected.`,
};

const annotatedOfCollector: Case = {
  alert,
  name: 'what the Collector refuses or cannot deliver fires with its signal, the sum over its receivers or exporters and all labels',
  series: COUNTED.flatMap(([, , name, labels]) => [
    counted(name, labels, steady(1)),
    counted(name, { ...labels, transport: 'grpc' }, steady(2)),
  ]),
  expect: [
    {
      at: 900,
      alerts: COUNTED.map(([cause, signal]) => ({
        labels: { severity: 'medium', service: 'otel-collector', cause, job: 'otel-collector', signal },
        summary: `Telemetry is lost at otel-collector: ${signal}`,
        description: DESCRIPTIONS[cause](signal),
      })),
    },
  ],
};

/** The cases of telemetry that is sent and lost. */
export const exportFailing: readonly Case[] = [
  annotated,
  annotatedOfCollector,
  ...PATHS.flatMap((path) => [eachOfItsOwn(path), ...[TRACES, LINES].flatMap((loss) => exportFailingBy(path, loss))]),
  ...byCollector,
];
