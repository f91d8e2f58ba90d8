import { changing, constant } from '../series/count.ts';
import { ALWAYS, type Life, PATHS, type Path, SCRAPED } from '../series/path.ts';
import { metric, type Series, type ValueAt } from '../series/series.ts';
import type { Case } from './case.ts';

const END = 4500;
const alert = 'RetrainOverdue';
const OVERDUE = [{ cause: 'overdue' }];
const STUCK = [{ cause: 'stuck' }];

function worker(path: Path, name: string, value: ValueAt, lives: readonly Life[] = ALWAYS, replica = 0): Series {
  return metric({ path, job: 'qt-retrain-worker', lives, replica }, name, {}, END, value);
}

const lastSuccess = (path: Path, value: ValueAt, lives: readonly Life[] = ALWAYS, replica = 0) =>
  worker(path, 'qt_retrain_last_success_timestamp_seconds', value, lives, replica);
const runningSince = (path: Path, value: ValueAt, replica = 0) =>
  worker(path, 'qt_retrain_running_since_timestamp_seconds', value, ALWAYS, replica);

/** A scheduler that retrains every `seconds`, and scans less often. */
const every = (path: Path, seconds: number | ValueAt, lives: readonly Life[] = ALWAYS, replica = 0): Series[] =>
  [
    { job_id: 'retrain_models', interval: typeof seconds === 'number' ? constant(seconds) : seconds },
    { job_id: 'signal_scan', interval: constant(9000) },
  ].map(({ job_id, interval }) =>
    metric(
      { path, job: 'qt-scheduler', lives, replica },
      'qt_scheduler_job_interval_seconds',
      { job_id },
      END,
      interval,
    ),
  );

const away = (seconds: number): readonly Life[] => [
  [-60, 1200],
  [1200 + seconds, Infinity],
];

function overdueBy(path: Path): Case[] {
  return [
    {
      alert,
      about: ['overdue'],
      name: `no success for three intervals fires after 15 min, and is silent with the next success, ${path.name}`,
      series: [lastSuccess(path, changing([0, 0], [3000, 3000])), ...every(path, 600)],
      expect: [
        { silent: [0, 1815 + 885] },
        { at: 1815 + 900, firing: OVERDUE },
        { firing: [1815 + 900, 2985], causes: ['overdue'] },
        { silent: [3000, END] },
      ],
    },
    {
      alert,
      about: ['overdue'],
      name: `a start after a stop of days is silent when the overdue run succeeds within ten minutes, ${path.name}`,
      series: [lastSuccess(path, changing([0, -100_000], [600, 600]), [[0, Infinity]]), ...every(path, 3600)],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      about: ['overdue'],
      name: `a restart of worker and scheduler of eight minutes does not end it, ${path.name}`,
      series: [lastSuccess(path, constant(-10_000), away(480)), ...every(path, 600, away(480))],
      expect: [{ firing: [900, END], causes: ['overdue'] }],
    },
    {
      alert,
      about: ['overdue'],
      name: `the newest success of two workers and the longer interval of two schedulers count, ${path.name}`,
      series: [
        lastSuccess(path, constant(0)),
        lastSuccess(path, constant(-10_000), ALWAYS, 1),
        ...every(path, 60),
        ...every(path, 1200, ALWAYS, 1),
      ],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      about: ['overdue'],
      name: `without a scheduler it is silent, ${path.name}`,
      series: [lastSuccess(path, constant(-10_000))],
      expect: [{ silent: [0, END] }],
    },
  ];
}

function stuckBy(path: Path): Case[] {
  const report = Math.ceil(3615 / path.every) * path.every;
  return [
    {
      alert,
      about: ['stuck'],
      name: `a run older than an hour fires with the next report until it ends, ${path.name}`,
      series: [runningSince(path, changing([0, 0], [4005, undefined]))],
      expect: [
        { silent: [0, report - 15] },
        { at: report, firing: STUCK },
        { firing: [report, 3990], causes: ['stuck'] },
        // A pushed series is still read for five minutes.
        { silent: [4320, END] },
      ],
    },
    {
      alert,
      about: ['stuck'],
      name: `a run of just under an hour is silent, also while its last push is still read, ${path.name}`,
      series: [runningSince(path, changing([0, 0], [3585, undefined]))],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      about: ['stuck'],
      name: `of two workers one that is stuck is enough, ${path.name}`,
      series: [runningSince(path, constant(0)), runningSince(path, (t) => t - 60, 1)],
      expect: [{ at: END, firing: STUCK }],
    },
  ];
}

/** Away for eleven minutes: the worker or the scheduler. */
const awayTooLong: Case[] = [0, 1].map((which) => ({
  alert,
  about: ['overdue'],
  name: `${which === 0 ? 'a worker' : 'a scheduler'} away for eleven minutes ends it`,
  series: [
    lastSuccess(SCRAPED, constant(-10_000), which === 0 ? away(660) : ALWAYS),
    ...every(SCRAPED, 600, which === 1 ? away(660) : ALWAYS),
  ],
  expect: [
    { at: 1770, firing: OVERDUE },
    { at: 1800, firing: [] },
  ],
}));

const raised: Case = {
  alert,
  about: ['overdue'],
  name: 'a longer interval counts at once',
  series: [lastSuccess(SCRAPED, constant(-10_000)), ...every(SCRAPED, changing([0, 600], [1200, 6000]))],
  expect: [{ at: 1185, firing: OVERDUE }, { silent: [1200, END] }],
};

const annotated: Case = {
  alert,
  name: 'a run that is stuck, with no success for three intervals, fires with both causes and all labels',
  series: [lastSuccess(SCRAPED, constant(0)), runningSince(SCRAPED, constant(300)), ...every(SCRAPED, 600)],
  expect: [
    {
      at: 4200,
      alerts: [
        {
          labels: { severity: 'medium', service: 'qt-retrain-worker', cause: 'overdue' },
          summary: 'Retraining is overdue',
          description:
            'No retraining has succeeded for 1h 10m 0s, more than three times its interval of 10m 0s. The model in use grows old.',
        },
        {
          labels: { severity: 'medium', service: 'qt-retrain-worker', cause: 'stuck' },
          summary: 'Retraining is overdue',
          description: 'The run in progress began 1h 5m 0s ago (limit 1 h). While it lasts, no other can start.',
        },
      ],
    },
  ],
};

export const retrainOverdue: readonly Case[] = [
  annotated,
  ...PATHS.flatMap((path) => [...overdueBy(path), ...stuckBy(path)]),
  ...awayTooLong,
  raised,
];
