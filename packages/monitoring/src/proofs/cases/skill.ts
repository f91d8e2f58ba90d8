import { changing, constant } from '../series/count.ts';
import { ALWAYS, type Life, PATHS, type Path, SCRAPED } from '../series/path.ts';
import { type Labels, metric, type Series, type ValueAt } from '../series/series.ts';
import type { Case } from './case.ts';

const END = 6000;
const HALF_HOUR = 1800;

/** An alert on a gauge that the worker sets when it has judged the model. */
interface Judged {
  readonly alert: string;
  readonly cause: string;
  readonly gauge: string;
  /** Of the series that is at fault, and of one that is not. */
  readonly labels: Labels;
  readonly others: Labels;
  /** What the alert shows of them. */
  readonly shown: Labels;
  readonly limit: number;
}

const SKILL: Judged = {
  alert: 'ModelSkillLost',
  cause: 'worse',
  gauge: 'qt_model_live_excess_loss',
  labels: { profile: 'balanced', model_version: 'm-1' },
  others: { profile: 'aggressive', model_version: 'm-1' },
  shown: { profile: 'balanced', model_version: 'm-1' },
  limit: 0,
};
const DRIFT: Judged = {
  alert: 'FeatureDrift',
  cause: 'drift',
  gauge: 'qt_model_feature_drift',
  labels: { feature: 'volatility_60m' },
  others: { feature: 'change_5m' },
  shown: { feature: 'volatility_60m' },
  limit: 2,
};

interface Worker {
  readonly path: Path;
  readonly lives?: readonly Life[];
  readonly replica?: number;
}

function reported({ path, lives = ALWAYS, replica = 0 }: Worker, name: string, labels: Labels, value: ValueAt): Series {
  return metric({ path, job: 'qt-retrain-worker', lives, replica }, name, labels, END, value);
}

/** Judged each quarter of an hour. */
const quarterly: ValueAt = (t) => Math.floor(t / 900) * 900;

const judgedAt = (worker: Worker, value: ValueAt = quarterly) =>
  reported(worker, 'qt_model_judged_timestamp_seconds', {}, value);

const away = (seconds: number): readonly Life[] => [
  [-60, 1200],
  [1200 + seconds, Infinity],
];

function casesOf(judged: Judged, path: Path): Case[] {
  const { alert, cause, gauge, labels, others, shown, limit } = judged;
  const firing = [{ cause, ...shown }];
  const first = path.kind === 'scraped' ? 0 : path.every;
  const value = (at: ValueAt, worker: Partial<Worker> = {}) => reported({ path, ...worker }, gauge, labels, at);
  const above = constant(limit + 0.01);
  const restarted = (seconds: number) => [
    value(above, { lives: away(seconds) }),
    judgedAt({ path, lives: away(seconds) }),
  ];
  return [
    {
      alert,
      name: `one above its limit fires after half an hour, and the limit met exactly is silent, ${path.name}`,
      series: [value(above), reported({ path }, gauge, others, constant(limit)), judgedAt({ path })],
      expect: [
        { silent: [0, HALF_HOUR - 15] },
        { at: first + HALF_HOUR, firing },
        { firing: [first + HALF_HOUR, END] },
      ],
    },
    {
      alert,
      name: `a restart of eight minutes does not end it, ${path.name}`,
      series: restarted(480),
      expect: [{ firing: [first + HALF_HOUR, END] }],
    },
    {
      alert,
      name: `a judgement of an hour ago is silent, ${path.name}`,
      series: [value(above), judgedAt({ path }, constant(0))],
      expect: [{ firing: [first + HALF_HOUR, 3585] }, { silent: [3600, END] }],
    },
    {
      alert,
      name: `once it is below again it ends with that report, ${path.name}`,
      series: [value(changing([0, limit + 0.01], [3000, limit])), judgedAt({ path })],
      expect: [{ firing: [first + HALF_HOUR, 2985] }, { silent: [3000 + path.every, END] }],
    },
    {
      alert,
      name: `one that rises above its limit fires half an hour after that report, ${path.name}`,
      series: [value(changing([0, limit], [1200, limit + 0.01])), judgedAt({ path })],
      expect: [{ silent: [0, 1200 + HALF_HOUR - 15] }, { firing: [1200 + HALF_HOUR, END] }],
    },
    {
      alert,
      name: `a worker that judges again after an hour counts from that judgement, ${path.name}`,
      series: [value(above), judgedAt({ path }, changing([0, 0], [3660, 3660]))],
      expect: [{ silent: [3600, 3660 + HALF_HOUR - 15] }, { firing: [3660 + HALF_HOUR, END] }],
    },
    {
      alert,
      name: `before anything was judged it is silent, ${path.name}`,
      series: [value(above)],
      expect: [{ silent: [0, END] }],
    },
  ];
}

/** Only a scrape ends a series at once. */
function scrapedCases({ alert, cause, gauge, labels, shown, limit }: Judged): Case[] {
  const worker = { path: SCRAPED };
  const above = constant(limit + 0.01);
  return [
    {
      alert,
      name: 'a worker away for twelve minutes ends it',
      series: [
        reported({ ...worker, lives: away(720) }, gauge, labels, above),
        judgedAt({ ...worker, lives: away(720) }),
      ],
      expect: [
        { silent: [1815, 1905] },
        { silent: [1905, 1920 + HALF_HOUR - 15] },
        { at: END, firing: [{ cause, ...shown }] },
      ],
    },
    {
      alert,
      name: 'after a promotion the old version is silent within ten minutes',
      series: [reported(worker, gauge, labels, changing([0, limit + 0.01], [3000, undefined])), judgedAt(worker)],
      expect: [{ firing: [HALF_HOUR, 3000 + 570] }, { silent: [3000 + 600, END] }],
    },
    {
      alert,
      name: 'when nothing says any more when it was judged, it is silent within ten minutes',
      series: [
        reported(worker, gauge, labels, above),
        judgedAt(worker, (t, life) => (t < 3000 ? quarterly(t, life) : undefined)),
      ],
      expect: [{ firing: [HALF_HOUR, 3000 + 570] }, { silent: [3000 + 600, END] }],
    },
    {
      alert,
      name: 'of two workers the worse, and the newest judgement, count once',
      series: [
        reported(worker, gauge, labels, above),
        reported({ ...worker, replica: 1 }, gauge, labels, constant(limit - 1)),
        judgedAt(worker),
        judgedAt({ ...worker, replica: 1 }, constant(-9000)),
      ],
      expect: [{ at: END, firing: [{ cause, ...shown }] }, { firing: [HALF_HOUR, END] }],
    },
  ];
}

const annotated: Case[] = [
  {
    alert: SKILL.alert,
    name: 'a model that is worse than class frequencies fires with all labels',
    series: [reported({ path: SCRAPED }, SKILL.gauge, SKILL.labels, constant(0.125)), judgedAt({ path: SCRAPED })],
    expect: [
      {
        at: HALF_HOUR,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-retrain-worker', cause: 'worse', ...SKILL.labels },
            summary: 'The model predicts worse than class frequencies for the balanced profile',
            description:
              'Over two days of live minutes the log loss of m-1 is above the baseline by at least 0.1250, beyond chance. What it decides for balanced is worth less than nothing.',
          },
        ],
      },
    ],
  },
  {
    alert: DRIFT.alert,
    name: 'a feature from another market fires with all labels',
    series: [reported({ path: SCRAPED }, DRIFT.gauge, DRIFT.labels, constant(4.25)), judgedAt({ path: SCRAPED })],
    expect: [
      {
        at: HALF_HOUR,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-retrain-worker', cause: 'drift', ...DRIFT.labels },
            summary: 'The market is not what the model was trained on',
            description:
              'volatility_60m of the last day has a stability index (PSI) of 4.2 against the training. An ordinary day stays below 1.6.',
          },
        ],
      },
    ],
  },
];

export const skill: readonly Case[] = [
  ...annotated,
  ...[SKILL, DRIFT].flatMap((judged) => [...PATHS.flatMap((path) => casesOf(judged, path)), ...scrapedCases(judged)]),
];
