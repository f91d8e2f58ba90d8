import { changing, constant } from '../series/count.ts';
import { ALWAYS, type Life, PATHS, type Path, PUSHED, PUSHED_SLOWLY, SCRAPED, targetOf } from '../series/path.ts';
import { type Job, type Run, runs, scheduler } from '../series/scheduler.ts';
import { type Labels, metric, type Series, type ValueAt } from '../series/series.ts';
import { foundAgain } from '../series/twice.ts';
import type { Case, Expectation } from './case.ts';

const HOUR = 3600;
/** Long enough for most cases: the longest window is 15 min. */
const END = 2100;
const alert = 'SchedulerStalled';

/** The four jobs on their default intervals; all of them end a run whenever due, until `to`. */
const JOBS = [
  ['warm_market_caches', 30],
  ['signal_scan', 60],
  ['synthetic_checks', 60],
  ['retrain_models', 21_600],
] as const;
const SHORT = JOBS.slice(0, 3);

const healthy = (to: number): Job[] => JOBS.map(([id, interval]) => ({ id, interval, runs: runs(interval, 0, to) }));

/** Two jobs, of which the first ends these runs; the other is on time. */
const oneOfTwo = (id: string, interval: number, its: readonly Run[], until: number, before = 0): Job[] => [
  { id, interval, runs: its, before },
  { id: 'synthetic_checks', interval: 60, runs: runs(60, 0, until) },
];

const instanceOf = (path: Path, replica = 0) => targetOf(path, 'qt-scheduler', replica).instance;
const late = (path: Path, job_id: string, replica = 0): Labels[] => [
  { cause: 'late', job_id, instance: instanceOf(path, replica) },
  { cause: 'crash_loop', job_id },
];
const GONE: Labels = { cause: 'gone' };

/** Of a life's end: when the rule first sees it, and when it fires; by push the last sample must first grow old. */
const goneFrom = ({ kind, every }: Path, end: number) =>
  kind === 'scraped' ? end : Math.floor((end - 1) / every) * every + 150;

const annotated: Case[] = [
  {
    alert,
    name: 'a job that is late fires with its interval and all labels',
    series: scheduler({ path: SCRAPED, jobs: oneOfTwo('signal_scan', 60, [{ at: 15 }], HOUR) }, 600),
    expect: [
      {
        at: 300,
        alerts: [
          {
            labels: {
              severity: 'high',
              service: 'qt-scheduler',
              cause: 'late',
              job_id: 'signal_scan',
              instance: '10.0.0.1:8001',
            },
            summary: 'The scheduler is stalled: signal_scan',
            description: 'The last run of signal_scan ended 4m 45s ago, more than twice its interval of 1m 0s.',
          },
          {
            labels: { severity: 'high', service: 'qt-scheduler', cause: 'crash_loop', job_id: 'signal_scan' },
            summary: 'The scheduler is stalled: signal_scan',
            description: 'No run of signal_scan has ended for 4m 45s, across restarts of the scheduler.',
          },
        ],
      },
    ],
  },
  {
    alert,
    name: 'a missing scheduler fires with all labels',
    series: [],
    expect: [
      {
        at: 120,
        alerts: [
          {
            labels: { severity: 'high', service: 'qt-scheduler', cause: 'gone' },
            summary: 'The scheduler is stalled',
            description: 'No scheduler has sent metrics for two minutes, by scrape or by push.',
          },
        ],
      },
    ],
  },
  {
    alert,
    name: 'a last run in the future fires with all labels',
    series: scheduler({ path: SCRAPED, jobs: oneOfTwo('signal_scan', 60, [], HOUR, 1000) }, 600),
    expect: [
      {
        at: 300,
        alerts: [
          {
            labels: {
              severity: 'high',
              service: 'qt-scheduler',
              cause: 'future',
              job: 'qt-scheduler',
              job_id: 'signal_scan',
              instance: '10.0.0.1:8001',
            },
            summary: 'The scheduler is stalled: signal_scan',
            description:
              'The last run of signal_scan is 11m 40s in the future: a clock is wrong, so late runs would go unnoticed.',
          },
        ],
      },
    ],
  },
  {
    alert,
    name: 'degraded runs fire with their number and all labels',
    series: scheduler({ path: SCRAPED, jobs: oneOfTwo('signal_scan', 60, runs(60, 60, HOUR, 2), HOUR) }, 1800),
    expect: [
      {
        at: 1800,
        alerts: [
          {
            labels: { severity: 'high', service: 'qt-scheduler', cause: 'degraded', job_id: 'signal_scan' },
            summary: 'The scheduler is stalled: signal_scan',
            description:
              '8 of the latest runs of signal_scan were degraded: they left work undone. /health/scheduler shows why.',
          },
        ],
      },
    ],
  },
];

function lateness(path: Path): Case[] {
  // The first report that is more than 120 s after the run at 0.
  const seen = path.every === 60 ? 180 : 135;
  return [
    {
      alert,
      name: `four jobs on time are silent, ${path.name}`,
      series: scheduler({ path, jobs: healthy(END) }, END),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `one job of two is stuck: silent for just under two minutes past twice its interval, then firing until it ends one, ${path.name}`,
      series: scheduler({ path, jobs: oneOfTwo('signal_scan', 60, runs(60, 1500, END), END) }, END),
      expect: [
        { silent: [0, seen + 105] },
        { at: seen + 120, firing: late(path, 'signal_scan') },
        { firing: [seen + 120, 1485], causes: ['late', 'crash_loop'] },
        { silent: [1500, END] },
      ],
    },
    {
      alert,
      name: `of a scheduler found twice the later run and the longer interval count, ${path.name}`,
      series: [
        ...scheduler({ path, jobs: [{ id: 'signal_scan', interval: 60, runs: [] }] }, END),
        ...foundAgain(scheduler({ path, jobs: [{ id: 'signal_scan', interval: 60, runs: runs(60, 60, END) }] }, END)),
        ...scheduler({ path, jobs: [{ id: 'synthetic_checks', interval: END, runs: [] }] }, END),
        ...foundAgain(scheduler({ path, jobs: [{ id: 'synthetic_checks', interval: 60, runs: [] }] }, END)),
      ],
      expect: [
        { firing: [600, END], causes: ['late'] },
        { at: 900, firing: late(path, 'signal_scan').slice(0, 1) },
      ],
    },
    {
      alert,
      name: `a job that is never later than exactly twice its interval is silent, ${path.name}`,
      series: scheduler({ path, jobs: oneOfTwo('signal_scan', 60, runs(120, 0, END), END) }, END),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a scheduler that hangs and still reports fires for each of its frequent jobs, ${path.name}`,
      series: scheduler({ path, jobs: healthy(600) }, END),
      expect: [
        { silent: [0, 720] },
        { at: 900, firing: SHORT.flatMap(([id]) => late(path, id)) },
        { firing: [900, END], causes: ['late', 'crash_loop'] },
      ],
    },
  ];
}

function stops(path: Path): Case[] {
  const gone = goneFrom(path, 600) + 120;
  const end = path === SCRAPED ? 3 * HOUR : END;
  const killed: Case = {
    alert,
    name: `a killed scheduler fires and keeps firing, ${path.name}`,
    series: scheduler({ path, jobs: healthy(600), lives: [[-60, 600]] }, end),
    expect: [
      { silent: [0, gone - 15] },
      { at: gone, firing: [GONE] },
      { firing: [gone, end], causes: ['gone'] },
      { at: end, firing: [GONE] },
    ],
  };
  return [killed, ...[15, 60, 120, 180, 240, 330, 1200].map((pause) => restarted(path, pause))];
}

/** A stop at 600; the overdue runs end as late as two minutes after the start. */
function restarted(path: Path, pause: number): Case {
  const start = 600 + pause;
  const end = start + 600;
  const first = path.kind === 'scraped' ? start : start + path.every;
  const jobs = SHORT.map(([id, interval]) => ({
    id,
    interval,
    runs: [...runs(interval, 0, 590), ...runs(interval, start + 120, end)],
  }));
  const fires = goneFrom(path, 600) + 120;
  const quiet: Expectation[] =
    fires < first ? [{ silent: [0, fires - 15] }, { silent: [first, end] }] : [{ silent: [0, end] }];
  return {
    alert,
    name: `a start after a stop of ${pause} s is silent when the overdue runs end within two minutes, ${path.name}`,
    series: scheduler(
      {
        path,
        jobs,
        lives: [
          [-60, 600],
          [start, Infinity],
        ],
      },
      end,
    ),
    expect: quiet,
  };
}

function starts(path: Path): Case[] {
  const first = path.kind === 'scraped' ? 0 : path.every;
  const overdue = (endsAt: number): Series[] =>
    scheduler(
      { path, jobs: oneOfTwo('signal_scan', 60, runs(60, endsAt, END), END, -HOUR), lives: [[0, Infinity]] },
      END,
    );
  const brief: Life[] = [
    [-60, 600],
    [660, 840],
    [900, Infinity],
  ];
  return [
    {
      alert,
      name: `an overdue run that has ended two minutes after the first report is silent, ${path.name}`,
      series: overdue(first + 120),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `an overdue run that has not ended two minutes after the first report fires, ${path.name}`,
      series: overdue(first + 121),
      expect: [{ silent: [0, first + 105] }, { at: first + 120, firing: late(path, 'signal_scan') }],
    },
    {
      alert,
      name: `two stops within ten minutes are silent when each overdue run ends within two minutes, ${path.name}`,
      series: scheduler(
        {
          path,
          lives: brief,
          jobs: SHORT.map(([id, interval]) => ({
            id,
            interval,
            runs: [...runs(interval, 0, 590), ...runs(interval, 780, 830), ...runs(interval, 1020, END)],
          })),
        },
        END,
      ),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `the very first start is silent, ${path.name}`,
      series: scheduler(
        {
          path,
          lives: [[0, Infinity]],
          jobs: SHORT.map(([id, interval]) => ({ id, interval, before: 0, runs: runs(interval, interval, END) })),
        },
        END,
      ),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a job that the restarted scheduler no longer has is silent, ${path.name}`,
      series: scheduler(
        {
          path,
          lives: [
            [-60, 600],
            [615, Infinity],
          ],
          jobs: [
            { id: 'warm_market_caches', interval: 30, runs: runs(30, 0, 590), removedAt: 600 },
            { id: 'signal_scan', interval: 60, runs: [...runs(60, 0, 590), ...runs(60, 630, END)] },
          ],
        },
        END,
      ),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a new instance in place of the old one is silent, ${path.name}`,
      series: [
        ...scheduler({ path, jobs: healthy(590), lives: [[-60, 600]] }, END),
        ...scheduler(
          {
            path,
            replica: 1,
            lives: [[615, Infinity]],
            jobs: SHORT.map(([id, interval]) => ({ id, interval, before: 615, runs: runs(interval, 660, END) })),
          },
          END,
        ),
      ],
      expect: [{ silent: [0, END] }],
    },
  ];
}

/** Lives of `life` seconds each, `pause` seconds apart, in which no run ends. */
function crashing(path: Path, life: number, pause: number): Case {
  const until = 3000;
  const lives: Life[] = [[-60, 600]];
  for (let from = 600 + pause; from < until; from += life + pause) lives.push([from, from + life]);
  return {
    alert,
    name: `a scheduler that crashes ${life} s after each start, ${pause} s apart, fires and keeps firing, ${path.name}`,
    series: scheduler({ path, jobs: healthy(590), lives }, until),
    expect: [
      { silent: [0, 690] },
      { firing: [600 + 2 * (life + pause) + 300, until], causes: pause > 120 ? [] : ['crash_loop'] },
    ],
  };
}

const crashes: Case[] = [
  crashing(SCRAPED, 30, 30),
  crashing(SCRAPED, 15, 15),
  crashing(SCRAPED, 90, 60),
  crashing(SCRAPED, 105, 15),
  crashing(SCRAPED, 60, 300),
  crashing(PUSHED, 30, 30),
  crashing(PUSHED, 90, 60),
  crashing(PUSHED, 60, 300),
  crashing(PUSHED_SLOWLY, 90, 60),
  crashing(PUSHED_SLOWLY, 75, 240),
];

function replicas(path: Path): Case[] {
  const five = (jobsOf: (n: number) => Job[], lives?: readonly Life[]) =>
    [0, 1, 2, 3, 4].flatMap((replica) =>
      scheduler({ path, replica, jobs: jobsOf(replica), ...(lives ? { lives } : {}) }, END),
    );
  const gone = goneFrom(path, 600) + 120;
  return [
    {
      alert,
      name: `five schedulers on time are silent, ${path.name}`,
      series: five(() => healthy(END)),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `only the one of five that hangs fires, ${path.name}`,
      series: five((n) => (n === 3 ? healthy(600) : healthy(END))),
      expect: [
        { at: END, firing: SHORT.map(([id]) => ({ cause: 'late', job_id: id, instance: instanceOf(path, 3) })) },
      ],
    },
    {
      alert,
      name: `five that are killed fire as one, ${path.name}`,
      series: five(() => healthy(600), [[-60, 600]]),
      expect: [{ silent: [0, gone - 15] }, { at: gone, firing: [GONE] }],
    },
  ];
}

function clocks(path: Path): Case[] {
  const ahead = (seconds: number): Series[] => {
    const jobs = oneOfTwo(
      'signal_scan',
      60,
      Array.from({ length: 240 }, (_, n) => ({ at: n * 15 })),
      END,
    );
    return scheduler({ path, jobs }, END).map((each) =>
      each.series.startsWith('qt_scheduler_last_run') && each.series.includes('signal_scan')
        ? { ...each, values: shifted(path, seconds) }
        : each,
    );
  };
  return [
    {
      alert,
      name: `a last run exactly 60 s in the future is silent, ${path.name}`,
      series: ahead(60),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a last run 61 s in the future fires after two minutes, ${path.name}`,
      series: ahead(61),
      expect: [
        { silent: [0, 105] },
        { at: 120, firing: [{ cause: 'future', job_id: 'signal_scan', ...targetOf(path, 'qt-scheduler') }] },
        { firing: [120, END], causes: ['future'] },
      ],
    },
  ];
}

/** Each report says: this many seconds from now. */
function shifted({ every }: Path, seconds: number): string {
  const gaps = every / 15 - 1;
  const values = Array.from({ length: END / every + 1 }, (_, n) => String(n * every + seconds));
  return values.join(gaps > 0 ? ` _x${gaps} ` : ' ');
}

function degraded(path: Path): Case[] {
  const scan = (its: readonly Run[], until = HOUR, lives?: readonly Life[]): Series[] =>
    scheduler({ path, jobs: oneOfTwo('signal_scan', 60, its, until), ...(lives ? { lives } : {}) }, until);
  const firing: Labels[] = [{ cause: 'degraded', job_id: 'signal_scan' }];
  const after = (at: number) => Math.ceil(at / path.every) * path.every;
  const firstReport = path.kind === 'scraped' ? 0 : path.every;
  const lastOpen = Math.ceil(2100 / path.every - 1) * path.every;
  const circuit = (provider: string, value: ValueAt, replica = 0): Series =>
    metric({ path, job: 'qt-api', lives: ALWAYS, replica }, 'qt_provider_circuit_open', { provider }, HOUR, value);
  const started = (job: string, lives: readonly Life[], replica = 0): Series =>
    metric({ path, job, lives, replica }, 'qt_process_start_timestamp_seconds', {}, HOUR, (_, [from]) => from);
  const denying = (reason: string, value: ValueAt, replica = 0): Series =>
    metric({ path, job: 'qt-risk-guard', lives: ALWAYS, replica }, 'qt_risk_denying', { reason }, HOUR, value);
  const failing = (interval: number, bad: readonly number[]) =>
    runs(interval, 0, HOUR).map((run) => ({ ...run, degraded: bad.includes(run.at) }));
  const fail = (...bad: number[]) => failing(60, bad);
  const job = (id: string, interval: number, ...bad: number[]): Series[] =>
    scheduler({ path, jobs: [{ id, interval, runs: failing(interval, bad) }] }, HOUR);
  /** A scheduler found twice, the second time scraped a step later. */
  const foundLater = (id: string, interval: number, its: readonly Run[]): Series[] => {
    const of = (list: readonly Run[]) => scheduler({ path, jobs: [{ id, interval, runs: list }] }, HOUR);
    return [...of(its), ...foundAgain(of(its.map((run) => ({ ...run, at: run.at + 15 }))))];
  };
  return [
    {
      alert,
      name: `a single degraded run is silent, of a scheduler found twice, once a step later, ${path.name}`,
      series: [
        ...foundLater('signal_scan', 60, fail(1800)),
        ...foundLater('warm_market_caches', 300, failing(300, [1800])),
      ],
      expect: [{ silent: [0, HOUR] }],
    },
    {
      alert,
      name: `a share of exactly 0.2 is silent, of a scheduler found twice, once a step later, ${path.name}`,
      series: foundLater('signal_scan', 60, runs(60, 60, HOUR, 5)),
      expect: [{ silent: [0, HOUR] }],
    },
    {
      alert,
      name: `every third run degraded fires, of a scheduler found twice, once a step later, ${path.name}`,
      series: foundLater('signal_scan', 60, runs(60, 35, HOUR, 3)),
      expect: [
        { at: HOUR, firing },
        { firing: [1200, HOUR], causes: ['degraded'] },
      ],
    },
    {
      alert,
      name: `every fifth run degraded, a share of exactly 0.2, is silent at every instant, ${path.name}`,
      series: scan(runs(60, 60, HOUR, 5)),
      expect: [{ silent: [0, HOUR] }],
    },
    {
      alert,
      name: `every fifth run of a job of 30 s degraded is silent at every instant, ${path.name}`,
      series: scheduler({ path, jobs: oneOfTwo('warm_market_caches', 30, runs(30, 7, HOUR, 5), HOUR) }, HOUR),
      expect: [{ silent: [0, HOUR] }],
    },
    {
      alert,
      name: `every third run degraded fires, ${path.name}`,
      // Visible at odd steps of 15 s.
      series: scan(runs(60, 35, HOUR, 3)),
      expect: [
        { at: HOUR, firing },
        { firing: [1200, HOUR], causes: ['degraded'] },
      ],
    },
    {
      alert,
      name: `a single degraded run is silent, at a share of a third as well, ${path.name}`,
      series: [...scan(fail(1800)), ...job('warm_market_caches', 300, 1800)],
      expect: [{ silent: [0, HOUR] }],
    },
    {
      alert,
      name: `three of the fifteen runs of 15 min degraded are silent, four fire after two minutes until the last is five old, ${path.name}`,
      series: scan(fail(1800, 1860, 1920, 1980)),
      expect: [
        { silent: [0, after(1980) + 105] },
        { at: after(1980) + 120, firing },
        { firing: [after(1980) + 120, after(1980) + 285], causes: ['degraded'] },
        { silent: [after(1980) + 300, HOUR] },
      ],
    },
    {
      alert,
      name: `two of three degraded runs of a job of five minutes fire, ${path.name}`,
      series: [...job('signal_scan', 300, 1200, 1800), ...job('retrain_models', 600)],
      expect: [
        { silent: [0, 1905] },
        { at: 1920, firing },
        { firing: [1920, 2085], causes: ['degraded'] },
        { silent: [2100, HOUR] },
      ],
    },
    {
      alert,
      name: `two degraded runs of a job of five minutes are silent when they are five minutes old, ${path.name}`,
      series: [
        ...job('retrain_models', 600),
        ...scheduler(
          {
            path,
            jobs: oneOfTwo(
              'signal_scan',
              300,
              [...runs(300, 0, 1500), { at: 1875 }].map((run) => ({ ...run, degraded: [1200, 1500].includes(run.at) })),
              HOUR,
            ),
          },
          2100,
        ),
      ],
      expect: [{ at: 1785, firing }, { silent: [1800, 2100] }],
    },
    {
      alert,
      name: `two degraded runs in a row of a job slower than that fire until one succeeds, beside a quick one of which two are silent, ${path.name}`,
      series: [...job('signal_scan', 315, 1260, 1575), ...job('warm_market_caches', 60, 1260, 1320)],
      expect: [
        { silent: [0, after(1575) + 105] },
        { at: after(1575) + 120, firing },
        { firing: [after(1575) + 120, 1875], causes: ['degraded'] },
        { silent: [after(1890), HOUR] },
      ],
    },
    {
      alert,
      name: `two of three degraded runs of a job slower than five minutes, not in a row, are silent, ${path.name}`,
      series: job('signal_scan', 315, 1260, 1890),
      expect: [{ silent: [0, HOUR] }],
    },
    {
      alert,
      name: `a scheduler of which every run is degraded fires once it has 15 min of history, whatever the history of another, ${path.name}`,
      series: [
        ...scheduler(
          { path, replica: 1, jobs: [{ id: 'synthetic_checks', interval: 60, runs: runs(60, 0, HOUR) }] },
          HOUR,
        ),
        ...scheduler(
          {
            path,
            lives: [[600, Infinity]],
            jobs: [{ id: 'signal_scan', interval: 60, before: 600, runs: runs(60, 660, HOUR, 1) }],
          },
          HOUR,
        ),
      ],
      expect: [{ silent: [0, 1605 + firstReport] }, { at: 1620 + firstReport, firing }],
    },
    {
      alert,
      name: `degraded runs while the breaker of Binance is open, and ten minutes on, are silent, whatever CoinGecko does, ${path.name}`,
      series: [
        ...scan(runs(60, 60, HOUR).map((run) => ({ ...run, degraded: run.at >= 1500 }))),
        circuit('binance', changing([0, 0], [1500, 1], [2100, 0])),
        circuit('binance', constant(0), 1),
        circuit('coingecko', constant(1)),
      ],
      expect: [{ silent: [0, lastOpen + 600 + 105] }, { at: lastOpen + 600 + 120, firing }],
    },
    ...(['qt-api', 'qt-risk-guard', 'team/qt-api'] as const).map((restarted) => ({
      alert,
      name: `degraded runs within ten minutes of a start of ${restarted} are silent, ${path.name}`,
      series: [
        ...scan(runs(60, 60, HOUR).map((run) => ({ ...run, degraded: run.at >= 1500 }))),
        started(restarted, [
          [-60, 1500],
          [1500, Infinity],
        ]),
        started(restarted === 'qt-risk-guard' ? 'qt-api' : 'qt-risk-guard', ALWAYS),
        started('qt-retrain-worker', ALWAYS),
        started('qt-retrain-worker', [[2000, Infinity]], 1),
      ],
      expect: [{ silent: [0, 2100 + 105] as const }, { at: 2100 + 120, firing }],
    })),
    {
      alert,
      name: `degraded runs while the store of the risk guard takes no write, and ten minutes on, are silent, ${path.name}`,
      series: [
        ...scan(runs(60, 60, HOUR).map((run) => ({ ...run, degraded: run.at >= 1500 }))),
        denying('store_unavailable', changing([0, 0], [1500, 1], [2100, 0])),
        denying('store_unavailable', constant(0), 1),
        denying('kill_switch', constant(1)),
      ],
      expect: [{ silent: [0, lastOpen + 600 + 105] }, { at: lastOpen + 600 + 120, firing }],
    },
    {
      alert,
      name: `of a scheduler found twice the target that tells of degraded runs counts, ${path.name}`,
      series: [
        ...scan(runs(60, 60, HOUR).map((run) => ({ ...run, degraded: run.at >= 1500 }))),
        ...foundAgain(scan(runs(60, 60, HOUR))),
      ],
      expect: [{ at: HOUR, firing }],
    },
    {
      alert,
      name: `of a slow job of a scheduler found twice the target that tells of degraded runs counts, ${path.name}`,
      series: [...job('retrain_models', 600, 1800, 2400, 3000), ...foundAgain(job('retrain_models', 600))],
      expect: [{ at: 2990, firing: [{ cause: 'degraded', job_id: 'retrain_models' }] }],
    },
    {
      alert,
      name: `healthy restarts do not count as degraded runs, ${path.name}`,
      series: scan(runs(60, 60, HOUR, 5), HOUR, [
        [-60, 1205],
        [1215, 2405],
        [2415, Infinity],
      ]),
      expect: [{ at: HOUR, firing: [] }],
    },
  ];
}

/** A longer interval reveals a rule that is slightly off. */
const precise: Case = {
  alert,
  name: 'a job of ten minutes is late when its last run is more than twenty minutes old',
  series: scheduler({ path: SCRAPED, jobs: oneOfTwo('retrain_models', 600, [], END) }, 1500),
  expect: [{ silent: [0, 1215 + 105] }, { at: 1215 + 120, firing: late(SCRAPED, 'retrain_models') }],
};

/** Two schedulers of which the first hangs, each with a job of this interval. */
const besideOneThatHangs = (interval: number, its: readonly Run[], others: readonly Run[]): Series[] => [
  ...scheduler({ path: SCRAPED, jobs: [{ id: 'signal_scan', interval, runs: its }] }, END),
  ...scheduler({ path: SCRAPED, replica: 1, jobs: [{ id: 'signal_scan', interval, runs: others }] }, END),
];

const bridges: Case[] = [
  {
    alert,
    name: 'a job that is late twice within ten minutes fires twice',
    series: scheduler({ path: SCRAPED, jobs: oneOfTwo('signal_scan', 60, [{ at: 300 }], END) }, 700),
    expect: [
      { firing: [255, 285], causes: ['late', 'crash_loop'] },
      { silent: [300, 540] },
      { at: 555, firing: late(SCRAPED, 'signal_scan') },
    ],
  },
  {
    alert,
    name: 'two schedulers that hang fire even if one of them ran longer',
    series: besideOneThatHangs(60, runs(60, 0, 300), runs(60, 0, 420)),
    expect: [{ at: 675, firing: [...late(SCRAPED, 'signal_scan'), late(SCRAPED, 'signal_scan', 1)[0] as Labels] }],
  },
  {
    alert,
    name: 'a slow job that one of two schedulers still runs is late only on the other',
    series: besideOneThatHangs(600, [{ at: 0 }], runs(600, 0, END)),
    expect: [{ at: END, firing: late(SCRAPED, 'signal_scan').slice(0, 1) }],
  },
  {
    alert,
    name: 'a late job of a scheduler that then dies keeps firing for ten minutes after its last report, beside the missing scheduler',
    series: scheduler({ path: SCRAPED, jobs: oneOfTwo('signal_scan', 60, [], END), lives: [[-60, 600]] }, END),
    expect: [
      { at: 585 + 585, firing: [{ cause: 'crash_loop', job_id: 'signal_scan' }, GONE] },
      { at: 585 + 600, firing: [GONE] },
    ],
  },
];

const DEGRADED: readonly Labels[] = [{ cause: 'degraded', job_id: 'signal_scan' }];

const severalDegraded: Case[] = [
  ...[SCRAPED, PUSHED].map((path) => ({
    alert,
    name: `degraded runs before and after a restart add up, ${path.name}`,
    series: scheduler(
      {
        path,
        lives: [
          [-60, 1500],
          [1530, Infinity],
        ] as Life[],
        jobs: oneOfTwo(
          'signal_scan',
          300,
          [...runs(300, 0, 900), { at: 1200, degraded: true }, { at: 1590, degraded: true }],
          HOUR,
        ),
      },
      1800,
    ),
    expect: [
      { silent: [0, 1590 + 105] },
      { at: 1590 + 120, firing: [{ cause: 'degraded', job_id: 'signal_scan' }] },
    ] as Expectation[],
  })),
  {
    alert,
    name: 'of two schedulers one whose slow job fails twice is enough',
    series: [0, 1].flatMap((replica) =>
      scheduler(
        { path: SCRAPED, replica, jobs: [{ id: 'retrain_models', interval: 600, runs: runs(600, 0, END, replica) }] },
        END,
      ),
    ),
    expect: [{ at: END, firing: [{ cause: 'degraded', job_id: 'retrain_models' }] }],
  },
  // Every run is degraded; the scheduler is away for this long.
  ...[
    { gap: 270, firing: DEGRADED },
    { gap: 330, firing: [] },
  ].map(({ gap, firing }) => ({
    alert,
    name: `a gap of ${gap} s is ${firing.length > 0 ? 'still' : 'no longer'} history 15 min later`,
    series: scheduler(
      {
        path: SCRAPED,
        lives: [
          [-60, 600],
          [600 + gap, Infinity],
        ] as Life[],
        jobs: [{ id: 'signal_scan', interval: 60, runs: runs(60, 0, END, 1) }],
      },
      END,
    ),
    expect: [
      { at: 1740, firing: DEGRADED },
      { at: 1800, firing },
    ],
  })),
  ...PATHS.map((path) => ({
    alert,
    name: `a job's runs are counted over all five schedulers, ${path.name}`,
    // 6 of 30 on four of them, 7 of 30 on the fifth: 31 of 150.
    series: [0, 1, 2, 3, 4].flatMap((replica) => {
      const its = runs(30, 30, HOUR).map((run, n) => ({ ...run, degraded: (n * 7) % 30 < (replica === 0 ? 7 : 6) }));
      return scheduler({ path, replica, jobs: [{ id: 'signal_scan', interval: 30, runs: its }] }, HOUR);
    }),
    expect: [{ at: HOUR, firing: [{ cause: 'degraded', job_id: 'signal_scan' }] }] as Expectation[],
  })),
];

const about = (causes: readonly string[], cases: readonly Case[]): Case[] =>
  cases.map((each) => ({ ...each, about: causes }));

export const schedulerStalled: readonly Case[] = [
  ...annotated,
  ...about(
    ['late', 'crash_loop', 'gone'],
    [
      ...PATHS.flatMap(lateness),
      precise,
      ...bridges,
      ...PATHS.flatMap(stops),
      ...PATHS.flatMap(starts),
      ...crashes,
      ...PATHS.flatMap(replicas),
    ],
  ),
  ...about(['future'], PATHS.flatMap(clocks)),
  ...about(['degraded'], [...PATHS.flatMap(degraded), ...severalDegraded]),
];
