import { constant, events, steady } from '../series/count.ts';
import { ALWAYS, PATHS, type Path, SCRAPED } from '../series/path.ts';
import { metric, type Series, type ValueAt } from '../series/series.ts';
import type { Case } from './case.ts';

const END = 2400;
const alert = 'TelemetryExportFailing';

interface Failures {
  readonly job?: string;
  readonly signal?: string;
  readonly replica?: number;
}

function failures(
  path: Path,
  value: ValueAt,
  { job = 'qt-api', signal = 'traces', replica = 0 }: Failures = {},
): Series {
  return metric({ path, job, lives: ALWAYS, replica }, 'qt_telemetry_export_failures_total', { signal }, END, value);
}

function exportFailingBy(path: Path): Case[] {
  const LOST = { cause: 'lost', job: 'qt-api', signal: 'traces' };
  const report = 600 + path.every;
  return [
    {
      alert,
      name: `what is lost for ten minutes fires after five, and is silent five after the last loss, ${path.name}`,
      series: [failures(path, steady(3, 600, 1200)), failures(path, constant(0), { signal: 'metrics' })],
      expect: [
        { silent: [0, report + 285] },
        { at: report + 300, firing: [LOST] },
        { firing: [report + 300, 1200] },
        { silent: [1575, END] },
      ],
    },
    {
      alert,
      name: `losses go on firing through a restart of the service, ${path.name}`,
      series: [
        metric(
          {
            path,
            job: 'qt-api',
            lives: [
              [-60, 1200],
              [1230, Infinity],
            ],
          },
          'qt_telemetry_export_failures_total',
          { signal: 'traces' },
          END,
          steady(3, 600),
        ),
      ],
      expect: [{ firing: [report + 300, END] }],
    },
    {
      alert,
      name: `a single loss is silent, ${path.name}`,
      series: [failures(path, events(601))],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `each service and each signal is an alert of its own, over all replicas, ${path.name}`,
      series: [
        ...[0, 1, 2].map((replica) => failures(path, steady(1), { replica })),
        failures(path, steady(1), { signal: 'metrics' }),
        failures(path, steady(1), { job: 'qt-scheduler' }),
      ],
      expect: [{ at: 1200, firing: [LOST, { ...LOST, signal: 'metrics' }, { ...LOST, job: 'qt-scheduler' }] }],
    },
  ];
}

const annotated: Case = {
  alert,
  name: 'what is lost fires with its signal, the sum over the replicas and all labels',
  series: [0, 1].map((replica) => failures(SCRAPED, steady(1), { job: 'qt-risk-guard', replica })),
  expect: [
    {
      at: 900,
      alerts: [
        {
          labels: {
            severity: 'medium',
            service: 'qt-risk-guard',
            cause: 'lost',
            job: 'qt-risk-guard',
            signal: 'traces',
          },
          summary: 'qt-risk-guard loses traces that it sends by OTLP',
          description:
            '40 spans, data points or log records (traces) of qt-risk-guard could not be delivered in 5 minutes and are lost. Trading is not affected.',
        },
      ],
    },
  ],
};

/** The cases of telemetry that is sent and lost. */
export const exportFailing: readonly Case[] = [annotated, ...PATHS.flatMap(exportFailingBy)];
