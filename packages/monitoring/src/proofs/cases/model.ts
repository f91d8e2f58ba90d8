import { changing, constant, events } from '../series/count.ts';
import { ALWAYS, type Life, PATHS, type Path, SCRAPED } from '../series/path.ts';
import { type Labels, metric, type Series, type ValueAt } from '../series/series.ts';
import type { Case } from './case.ts';

const FROM_START: readonly Life[] = [[0, Infinity]];
const firstReport = ({ kind, every }: Path) => (kind === 'scraped' ? 0 : every);

interface Source {
  readonly path: Path;
  readonly job?: string;
  readonly lives?: readonly Life[];
  readonly replica?: number;
}

function one(source: Source, name: string, labels: Labels, value: ValueAt, until: number): Series {
  const { path, job = 'qt-api', lives = FROM_START, replica = 0 } = source;
  return metric({ path, job, lives, replica }, name, labels, until, value);
}

/** A scan each minute: the time of the latest one. */
const scanned: ValueAt = (t) => Math.floor(t / 60) * 60;

interface Scans {
  readonly profile: string;
  readonly threshold?: number;
  readonly versions: Readonly<Record<string, ValueAt>>;
  /** Unix s of the latest scan; by default not reported. */
  readonly scannedAt?: ValueAt;
}

function confidence(
  source: Source,
  { profile, threshold = 0.55, versions, scannedAt }: Scans,
  until: number,
): Series[] {
  return [
    ...Object.entries(versions).map(([model_version, value]) =>
      one(source, 'qt_model_confidence', { profile, model_version }, value, until),
    ),
    one(source, 'qt_model_confidence_threshold', { profile }, constant(threshold), until),
    ...(scannedAt ? [one(source, 'qt_model_last_inference_timestamp_seconds', { profile }, scannedAt, until)] : []),
  ];
}

function confidenceDropBy(path: Path): Case[] {
  const alert = 'ModelConfidenceDrop';
  const END = 3600;
  const LOW = [{ cause: 'low', profile: 'balanced' }];
  const seen = firstReport(path);
  const balanced = (versions: Scans['versions'], lives = FROM_START, scannedAt: ValueAt = scanned, until = END) =>
    confidence({ path, lives }, { profile: 'balanced', versions, scannedAt }, until);
  /** No result before the first scan, a minute after a start; afterwards the latest of these values. */
  const sinceScan =
    (value: ValueAt): ValueAt =>
    (t, life) =>
      t < life[0] + 60 ? undefined : value(t, life);
  const atEdge = { silent: [0, seen + 1785] } as const;
  const dark = (from: number, to: number): readonly Life[] => [
    [-60, from],
    [to, Infinity],
  ];
  return [
    {
      alert,
      name: `one profile of three below its threshold is silent for just under thirty minutes, then firing, ${path.name}`,
      series: [
        ...balanced({ v1: constant(0.549) }),
        ...confidence({ path }, { profile: 'aggressive', versions: { v1: constant(0.56) }, scannedAt: scanned }, END),
        ...confidence({ path }, { profile: 'conservative', versions: { v1: constant(0.9) } }, END),
      ],
      expect: [atEdge, { at: seen + 1800, firing: LOW }, { firing: [seen + 1800, END] }],
    },
    {
      alert,
      name: `the threshold met exactly is silent, ${path.name}`,
      series: balanced({ v1: constant(0.55) }),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `each profile has its own threshold, ${path.name}`,
      series: [
        ...confidence({ path }, { profile: 'conservative', threshold: 0.7, versions: { v1: constant(0.65) } }, END),
        ...confidence({ path }, { profile: 'aggressive', threshold: 0.4, versions: { v1: constant(0.45) } }, END),
      ],
      expect: [{ at: END, firing: [{ cause: 'low', profile: 'conservative' }] }],
    },
    {
      alert,
      name: `a confidence that recovers once in between is silent, ${path.name}`,
      series: balanced({ v1: changing([0, 0.5], [1740, 0.6], [1800, 0.5], [3540, 0.6]) }),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a promotion in between does not reset it, ${path.name}`,
      series: balanced({ v1: changing([0, 0.5], [900, undefined]), v2: changing([960, 0.52]) }),
      expect: [atEdge, { firing: [seen + 1800, END] }],
    },
    {
      alert,
      name: `after a promotion only the new version counts: an old one with low confidence is silent, ${path.name}`,
      series: balanced({ v1: changing([0, 0.5], [1740, undefined]), v2: changing([1740, 0.6]) }),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `after a promotion only the new version counts: a new one with low confidence fires, ${path.name}`,
      series: balanced({ v1: changing([0, 0.6], [600, undefined]), v2: changing([600, 0.5]) }),
      expect: [{ silent: [0, 2385] }, { at: 2460, firing: LOW }, { firing: [2460, END] }],
    },
    {
      alert,
      name: `promoting a confident model resolves the alert with its first report, ${path.name}`,
      series: balanced({ v1: changing([0, 0.5], [2400, undefined]), v2: changing([2460, 0.6]) }),
      expect: [{ firing: [seen + 1800, 2445] }, { silent: [2460, END] }],
    },
    {
      alert,
      name: `an API that is down for five minutes does not reset it, ${path.name}`,
      series: balanced({ v1: sinceScan(constant(0.5)) }, dark(900, 1200), (t) =>
        t < 1200 ? Math.min(840, t) : t < 1260 ? 840 : (scanned(t, [0, 0]) ?? 0),
      ),
      expect: [{ silent: [0, 1785] }, { at: 1860, firing: LOW }, { firing: [1860, END] }],
    },
    {
      alert,
      name: `an API that is down for twenty minutes resets it, ${path.name}`,
      series: balanced({ v1: sinceScan(constant(0.5)) }, dark(900, 2100)),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a restart with a confident new version is silent, ${path.name}`,
      series: balanced(
        { v1: (t) => (t < 1500 ? 0.5 : undefined), v2: (t, life) => (t >= 1560 && life[0] > 0 ? 0.6 : undefined) },
        dark(1500, 1530),
      ),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a stale confidence proves nothing and is silent, ${path.name}`,
      series: balanced({ v1: constant(0.5) }, FROM_START, (t) => Math.min(t, 900)),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a confidence whose scan is just under eleven minutes old still fires, ${path.name}`,
      series: balanced({ v1: constant(0.5) }, FROM_START, (t) => Math.min(t, 1200)),
      expect: [{ firing: [seen + 1800, 1860] }, { silent: [1875, END] }],
    },
    {
      alert,
      name: `a confidence updated every quarter of an hour fires if that is the interval, ${path.name}`,
      series: [
        ...balanced({ v1: constant(0.5) }, FROM_START, (t) => Math.floor(t / 900) * 900),
        one(
          { path, job: 'qt-scheduler' },
          'qt_scheduler_job_interval_seconds',
          { job_id: 'signal_scan' },
          constant(900),
          END,
        ),
        one(
          { path, job: 'qt-scheduler' },
          'qt_scheduler_job_interval_seconds',
          { job_id: 'warm_market_caches' },
          constant(30),
          END,
        ),
      ],
      expect: [{ firing: [1920, END] }],
    },
    {
      alert,
      name: `one of five replicas with low confidence fires as one alert, while their versions differ, ${path.name}`,
      series: [0, 1, 2, 3, 4].flatMap((replica) =>
        confidence(
          { path, replica },
          {
            profile: 'balanced',
            versions: {
              v1: changing([0, 0.5], [replica === 4 ? 4000 : 300, undefined]),
              v2: changing([0, undefined], [replica === 4 ? 4000 : 300, 0.7]),
            },
            scannedAt: scanned,
          },
          END,
        ),
      ),
      expect: [{ at: END, firing: LOW }],
    },
    {
      alert,
      name: `five replicas that switch to a confident model one by one are silent, ${path.name}`,
      series: [0, 1, 2, 3, 4].flatMap((replica) =>
        confidence(
          { path, replica },
          {
            profile: 'balanced',
            versions: {
              v1: changing([0, 0.5], [1500 + replica * 30, undefined]),
              v2: changing([0, undefined], [1500 + replica * 30, 0.7]),
            },
          },
          END,
        ),
      ),
      expect: [{ silent: [0, END] }],
    },
  ];
}

/** Open positions on the second of two replicas, or none. */
const positions = (path: Path, open: number, until: number): Series[] =>
  [0, open].map((value, replica) =>
    one({ path, replica, lives: ALWAYS }, 'qt_positions_open', {}, constant(value), until),
  );

/** Each case once without open positions, and once with one. */
function inferenceStaleBy(path: Path): Case[] {
  return [0, 1].flatMap((open) => {
    const cause = open === 0 ? 'stale' : 'unwatched';
    return scansMissedBy(path, cause).map((each) => ({
      ...each,
      expect: each.expect.map((expected) =>
        'firing' in expected && !('at' in expected) ? { ...expected, causes: [cause] } : expected,
      ),
      name: `${open === 0 ? 'without positions' : 'with an open position'}: ${each.name}`,
      series: [...each.series, ...positions(path, open, 2400)],
    }));
  });
}

function scansMissedBy(path: Path, cause: 'stale' | 'unwatched'): Case[] {
  const alert = 'ModelInferenceStale';
  const END = 2400;
  const STALE = [{ cause, profile: 'balanced' }];
  const last = (source: Source, value: ValueAt, profile = 'balanced') =>
    one(source, 'qt_model_last_inference_timestamp_seconds', { profile }, value, END);
  const started = (source: Source) => one(source, 'qt_process_start_timestamp_seconds', {}, (_, life) => life[0], END);
  const interval = (source: Source, seconds: number) =>
    one(
      { job: 'qt-scheduler', ...source },
      'qt_scheduler_job_interval_seconds',
      { job_id: 'signal_scan' },
      constant(seconds),
      END,
    );
  const other = (source: Source, seconds: number) =>
    one(
      { job: 'qt-scheduler', ...source },
      'qt_scheduler_job_interval_seconds',
      { job_id: 'retrain_models' },
      constant(seconds),
      END,
    );
  /** The first report that is more than so many seconds after the scan at 600. */
  const after = (seconds: number) => Math.floor((600 + seconds) / path.every + 1) * path.every;
  const stopped: ValueAt = (t) => Math.min(600, scanned(t, [0, 0]) ?? 0);
  return [
    {
      alert,
      name: `a profile that misses three scans fires at once, and the others are silent, ${path.name}`,
      series: [
        last({ path, lives: ALWAYS }, stopped),
        last({ path, lives: ALWAYS }, scanned, 'aggressive'),
        started({ path, lives: ALWAYS }),
        interval({ path, lives: ALWAYS }, 60),
        other({ path, lives: ALWAYS }, 21_600),
      ],
      expect: [{ silent: [0, after(180) - 15] }, { at: after(180), firing: STALE }, { firing: [after(180), END] }],
    },
    {
      alert,
      name: `three scans are measured by the scheduler's interval, ${path.name}`,
      series: [last({ path, lives: ALWAYS }, stopped), interval({ path, lives: ALWAYS }, 300)],
      expect: [{ silent: [0, after(900) - 15] }, { at: after(900), firing: STALE }],
    },
    {
      alert,
      name: `the slower of two schedulers determines the scan interval, ${path.name}`,
      series: [
        last({ path, lives: ALWAYS }, stopped),
        interval({ path, lives: ALWAYS }, 60),
        interval({ path, lives: ALWAYS, replica: 1 }, 300),
      ],
      expect: [{ silent: [0, after(900) - 15] }, { at: after(900), firing: STALE }],
    },
    {
      alert,
      name: `the scan interval is a minute if no scheduler reports one, ${path.name}`,
      series: [last({ path, lives: ALWAYS }, stopped)],
      expect: [{ silent: [0, after(180) - 15] }, { at: after(180), firing: STALE }],
    },
    {
      alert,
      name: `a start after a long stop is silent while its first scan is running, ${path.name}`,
      series: [
        last({ path, lives: [[900, Infinity]] }, (t) => (t < 1065 ? 0 : scanned(t, [0, 0]))),
        started({ path, lives: [[900, Infinity]] }),
        started({ path, job: 'qt-scheduler', lives: ALWAYS }),
      ],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a start whose first scan does not come fires after three minutes, ${path.name}`,
      series: [last({ path, lives: [[900, Infinity]] }, constant(0)), started({ path, lives: [[900, Infinity]] })],
      expect: [{ silent: [0, 1065] }, { at: 1080, firing: STALE }, { firing: [1080, END] }],
    },
    {
      alert,
      name: `a dead API is silent: another alert covers it, ${path.name}`,
      series: [last({ path, lives: [[-60, 600]] }, scanned), started({ path, lives: [[-60, 600]] })],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `one of five replicas with a fresh scan is enough to be silent, ${path.name}`,
      series: [0, 1, 2, 3, 4].map((replica) =>
        last({ path, replica, lives: ALWAYS }, replica === 3 ? scanned : constant(0)),
      ),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `one new replica does not hide four with old scans, ${path.name}`,
      series: [0, 1].flatMap((replica) => {
        const source = { path, replica, lives: (replica === 0 ? ALWAYS : [[1200, Infinity]]) as readonly Life[] };
        return [last(source, stopped), started(source)];
      }),
      expect: [{ firing: [after(180), END] }],
    },
  ];
}

function retrainingFailureBy(path: Path): Case[] {
  const alert = 'RetrainingFailure';
  const END = 2700;
  const FAILED = [{ cause: 'failure' }];
  const job = 'qt-retrain-worker';
  const runs = (source: Source, status: string, value: ValueAt) =>
    one({ job, ...source }, 'qt_retrain_runs_total', { status }, value, END);
  const lastFailure = (source: Source, value: ValueAt) =>
    one({ job, ...source }, 'qt_retrain_last_failure_timestamp_seconds', {}, value, END);
  const report = (at: number) => Math.ceil(at / path.every) * path.every;
  /** The time of the latest of these failures; kept across restarts. */
  const latest =
    (...times: readonly number[]): ValueAt =>
    (t) =>
      times.filter((at) => at <= t).at(-1);
  return [
    {
      alert,
      name: `a failure fires as one alert with the next report, and is silent 15 min after it, ${path.name}`,
      series: [
        runs({ path }, 'failure', events(601)),
        runs({ path }, 'success', events(300, 900)),
        lastFailure({ path }, latest(601)),
      ],
      expect: [
        { silent: [0, report(601) - 15] },
        { at: report(601), firing: FAILED },
        { firing: [report(601), 1500] },
        { silent: [1515, END] },
      ],
    },
    {
      alert,
      name: `the counter alone is enough, ${path.name}`,
      series: [
        runs({ path }, 'failure', events(601)),
        runs({ path }, 'success', constant(0)),
        runs({ path, replica: 1 }, 'failure', constant(0)),
      ],
      expect: [{ at: report(601), firing: FAILED }, { firing: [report(601), 1440] }, { silent: [1530, END] }],
    },
    {
      alert,
      name: `the counter alone is enough after a restart, ${path.name}`,
      series: [
        runs(
          {
            path,
            lives: [
              [-60, 600],
              [630, Infinity],
            ],
          },
          'failure',
          (t, life) => (life[0] < 0 ? 3 : t >= 800 ? 1 : 0),
        ),
      ],
      expect: [{ silent: [0, 795] }, { firing: [report(800), 1500] }],
    },
    {
      alert,
      name: `the timestamp alone is enough, to the second, ${path.name}`,
      series: [lastFailure({ path }, latest(600))],
      expect: [{ silent: [0, 585] }, { firing: [600, 1485] }, { silent: [1500, END] }],
    },
    {
      alert,
      name: `successes are silent, ${path.name}`,
      series: [runs({ path }, 'failure', constant(0)), runs({ path }, 'success', events(300, 600, 900, 1200))],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a restart after past failures is silent, ${path.name}`,
      series: [
        runs(
          {
            path,
            lives: [
              [-60, 1200],
              [1230, 1800],
              [1815, Infinity],
            ],
          },
          'failure',
          (_, life) => (life[0] < 0 ? 3 : 0),
        ),
        lastFailure(
          {
            path,
            lives: [
              [-60, 1200],
              [1230, 1800],
              [1815, Infinity],
            ],
          },
          constant(-900),
        ),
      ],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `the very first failure after a start fires, ${path.name}`,
      series: [
        runs({ path, lives: [[600, Infinity]] }, 'failure', constant(1)),
        lastFailure({ path, lives: [[600, Infinity]] }, constant(600)),
      ],
      expect: [{ firing: [600 + firstReport(path), 1485] }, { silent: [1500, END] }],
    },
    {
      alert,
      name: `a run cut off by a crash fires when the worker is back, and so does a second one, ${path.name}`,
      // Each process counts its predecessor's failure at once: 1, then 1 again.
      series: [
        runs(
          {
            path,
            lives: [
              [-60, 300],
              [330, 1500],
              [1530, Infinity],
            ],
          },
          'failure',
          (_, life) => (life[0] < 0 ? 0 : 1),
        ),
        lastFailure(
          {
            path,
            lives: [
              [-60, 300],
              [330, 1500],
              [1530, Infinity],
            ],
          },
          (_, life) => (life[0] < 0 ? undefined : life[0]),
        ),
      ],
      expect: [
        { silent: [0, 315] },
        { at: 390, firing: FAILED },
        { firing: [390, 1215] },
        { at: 1320, firing: [] },
        { at: 1590, firing: FAILED },
        { firing: [1590, 2415] },
      ],
    },
    {
      alert,
      name: `a worker that dies right after a failure still fires, ${path.name}`,
      series: [
        runs({ path, lives: [[-60, 690]] }, 'failure', events(600)),
        lastFailure({ path, lives: [[-60, 690]] }, latest(600)),
      ],
      expect: [{ firing: [660, 1485] }, { at: 1500, firing: [] }],
    },
    {
      alert,
      name: `failures of two workers are one alert, ${path.name}`,
      series: [0, 1].flatMap((replica) => [
        runs({ path, replica }, 'failure', events(600 + replica * 60)),
        lastFailure({ path, replica }, latest(600 + replica * 60)),
      ]),
      expect: [{ at: 900, firing: FAILED }, { firing: [660, 1545] }, { at: 1575, firing: [] }],
    },
  ];
}

const SCAN_EVERY_300 = [
  ['signal_scan', 300],
  ['signal_scan', 60],
  ['retrain_models', 21_600],
].map(([job_id, seconds], replica) =>
  one(
    { path: SCRAPED, job: 'qt-scheduler', replica },
    'qt_scheduler_job_interval_seconds',
    { job_id: String(job_id) },
    constant(Number(seconds)),
    3600,
  ),
);

const ofBinance: Case[] = PATHS.map((path) => {
  const breaker = (provider: string, value: ValueAt, replica = 0) =>
    one({ path, replica, lives: ALWAYS }, 'qt_provider_circuit_open', { provider }, value, 2400);
  const last = one(
    { path, lives: ALWAYS },
    'qt_model_last_inference_timestamp_seconds',
    { profile: 'balanced' },
    (t) => Math.min(t, 600),
    2400,
  );
  const lastOpen = 1500 - path.every;
  return {
    alert: 'ModelInferenceStale',
    about: ['stale'],
    name: `missed scans while the breaker of Binance is open, and five minutes on, are silent without positions, whatever CoinGecko does, ${path.name}`,
    series: [
      last,
      breaker('binance', changing([0, 0], [600, 1], [1500, 0])),
      breaker('binance', constant(0), 1),
      breaker('coingecko', constant(1)),
    ],
    expect: [
      { silent: [0, lastOpen + 285] },
      { at: lastOpen + 300, firing: [{ cause: 'stale', profile: 'balanced' }] },
    ],
  };
});

const precise: Case[] = [
  {
    alert: 'ModelConfidenceDrop',
    name: 'a gap of just under eight minutes between two reports does not reset it',
    series: dark(1290, 1350),
    expect: [{ silent: [0, 1785] }, { firing: [1800, 3600] }],
  },
  {
    alert: 'ModelConfidenceDrop',
    name: 'a gap of just over eight minutes resets it',
    series: dark(1320, 1380),
    expect: [{ silent: [0, 3165] }, { firing: [3180, 3600] }],
  },
  {
    alert: 'ModelConfidenceDrop',
    name: 'a profile with a stale confidence does not hide another with a low one',
    series: [
      ...confidence(
        { path: SCRAPED },
        { profile: 'balanced', versions: { v1: constant(0.5) }, scannedAt: scanned },
        3600,
      ),
      ...confidence(
        { path: SCRAPED },
        { profile: 'aggressive', versions: { v1: constant(0.5) }, scannedAt: constant(0) },
        3600,
      ),
    ],
    expect: [{ at: 3600, firing: [{ cause: 'low', profile: 'balanced' }] }],
  },
  {
    alert: 'ModelConfidenceDrop',
    name: 'a replica without scans does not hide another with low confidence',
    series: [0, 1].flatMap((replica) =>
      confidence(
        { path: SCRAPED, replica },
        { profile: 'balanced', versions: { v1: constant(0.5) }, scannedAt: replica === 0 ? constant(0) : scanned },
        3600,
      ),
    ),
    expect: [{ firing: [1800, 3600] }],
  },
  {
    alert: 'ModelConfidenceDrop',
    name: 'a replica with low confidence and no further scans is silent beside a confident one',
    series: [0, 1].flatMap((replica) =>
      confidence(
        { path: SCRAPED, replica },
        {
          profile: 'balanced',
          versions: { v1: constant(replica === 0 ? 0.5 : 0.7) },
          scannedAt: replica === 0 ? constant(0) : scanned,
        },
        3600,
      ),
    ),
    expect: [{ silent: [0, 3600] }],
  },
  {
    alert: 'ModelConfidenceDrop',
    name: 'a raised interval remains in effect for ten minutes after the scheduler dies',
    series: [
      ...confidence(
        { path: SCRAPED },
        { profile: 'balanced', versions: { v1: constant(0.5) }, scannedAt: (t) => Math.min(t, 600) },
        3600,
      ),
      ...schedulerThatDies(1290, changing([0, 60], [1200, 300])),
    ],
    expect: [{ firing: [1800, 1860] }, { silent: [1875, 3600] }],
  },
  ...[0, 1].map((open) => ({
    alert: 'ModelInferenceStale',
    name: `a raised interval remains in effect for ten minutes after the scheduler dies, with ${open} positions`,
    series: [
      ...positions(SCRAPED, open, 1200),
      one(
        { path: SCRAPED },
        'qt_model_last_inference_timestamp_seconds',
        { profile: 'balanced' },
        (t) => Math.min(t, 600),
        1200,
      ),
      ...schedulerThatDies(300, changing([0, 60], [270, 300])),
    ],
    expect: [
      { silent: [0, 870] as const },
      { firing: [885, 1200] as const, causes: [open === 0 ? 'stale' : 'unwatched'] },
    ],
  })),
  {
    alert: 'ModelConfidenceDrop',
    name: 'with scans five minutes apart a confidence is valid for twenty-three minutes',
    series: [
      ...confidence(
        { path: SCRAPED },
        { profile: 'balanced', versions: { v1: constant(0.5) }, scannedAt: (t) => Math.min(t, 600) },
        3600,
      ),
      ...SCAN_EVERY_300,
    ],
    expect: [{ firing: [1800, 1980] }, { silent: [1995, 3600] }],
  },
  {
    alert: 'ModelConfidenceDrop',
    name: 'the lowest threshold counts while replicas differ',
    series: [0, 1].flatMap((replica) =>
      confidence(
        { path: SCRAPED, replica },
        { profile: 'balanced', threshold: replica === 0 ? 0.5 : 0.6, versions: { v1: constant(0.55) } },
        3600,
      ),
    ),
    expect: [{ silent: [0, 3600] }],
  },
  {
    alert: 'ModelConfidenceDrop',
    name: 'a raised threshold counts from its first report',
    series: [
      one({ path: SCRAPED }, 'qt_model_confidence', { profile: 'balanced', model_version: 'v1' }, constant(0.55), 3600),
      one(
        { path: SCRAPED },
        'qt_model_confidence_threshold',
        { profile: 'balanced' },
        changing([0, 0.5], [600, 0.6]),
        3600,
      ),
    ],
    expect: [{ silent: [0, 2385] }, { firing: [2400, 3600] }],
  },
];

/** A scheduler that reports its scan interval until it dies at `end`. */
function schedulerThatDies(end: number, interval: ValueAt): Series[] {
  const source: Source = { path: SCRAPED, job: 'qt-scheduler', lives: [[-60, end]] };
  return [one(source, 'qt_scheduler_job_interval_seconds', { job_id: 'signal_scan' }, interval, 3600)];
}

/** A model with low confidence; its API dies at 900, is back at `from` and ends its first scan at `scan`. */
function dark(from: number, scan: number): Series[] {
  const source: Source = {
    path: SCRAPED,
    lives: [
      [-60, 900],
      [from, Infinity],
    ],
  };
  const versions = { v1: ((t, life) => (life[0] > 0 && t < scan ? undefined : 0.5)) as ValueAt };
  return confidence(source, { profile: 'balanced', versions }, 3600);
}

const annotated: Case[] = [
  {
    alert: 'ModelConfidenceDrop',
    name: 'a model with low confidence fires with value, threshold and all labels',
    series: [
      ...confidence(
        { path: SCRAPED },
        { profile: 'conservative', threshold: 0.6, versions: { v1: constant(0.5125) } },
        1800,
      ),
      ...confidence({ path: SCRAPED }, { profile: 'balanced', threshold: 0.1, versions: { v1: constant(0.5) } }, 1800),
    ],
    expect: [
      {
        at: 1800,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-api', cause: 'low', profile: 'conservative' },
            summary: 'The model is unsure for the conservative profile',
            description:
              'Mean confidence of conservative is 0.512; it has been below its threshold of 0.60 for 30 minutes.',
          },
        ],
      },
    ],
  },
  {
    alert: 'ModelInferenceStale',
    name: 'missed scans fire with their age and all labels',
    series: [
      one({ path: SCRAPED }, 'qt_model_last_inference_timestamp_seconds', { profile: 'balanced' }, constant(0), 600),
    ],
    expect: [
      {
        at: 600,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-api', cause: 'stale', profile: 'balanced' },
            summary: 'The balanced profile has missed three scans',
            description: 'No scan of balanced has reached the model for 10m 0s.',
          },
        ],
      },
    ],
  },
  {
    alert: 'ModelInferenceStale',
    name: 'missed scans with an open position page, with their age, the provider and all labels',
    series: [
      one({ path: SCRAPED }, 'qt_model_last_inference_timestamp_seconds', { profile: 'balanced' }, constant(0), 600),
      ...positions(SCRAPED, 2, 600),
      one({ path: SCRAPED }, 'qt_provider_circuit_open', { provider: 'binance' }, constant(1), 600),
      one({ path: SCRAPED }, 'qt_provider_circuit_open', { provider: 'coingecko' }, constant(0), 600),
    ],
    expect: [
      {
        at: 600,
        alerts: [
          {
            labels: { severity: 'high', service: 'qt-api', cause: 'unwatched', profile: 'balanced' },
            summary: 'The balanced profile has missed three scans',
            description:
              'No scan of balanced has reached the model for 10m 0s, and positions are open: nothing checks their stop-losses. Provider that is paused: binance.',
          },
        ],
      },
    ],
  },
  {
    alert: 'RetrainingFailure',
    name: 'a failure fires with its age and all labels',
    series: [
      one(
        { path: SCRAPED, job: 'qt-retrain-worker' },
        'qt_retrain_last_failure_timestamp_seconds',
        {},
        constant(60),
        600,
      ),
    ],
    expect: [
      {
        at: 360,
        alerts: [
          {
            labels: { severity: 'high', service: 'qt-retrain-worker', cause: 'failure' },
            summary: 'A retraining run failed',
            description: 'The last failure was recorded 5m 0s ago. Halt promotions until the cause is known.',
          },
        ],
      },
    ],
  },
  {
    alert: 'RetrainingFailure',
    name: 'a failure without a timestamp fires too',
    series: [
      one(
        { path: SCRAPED, job: 'qt-retrain-worker' },
        'qt_retrain_runs_total',
        { status: 'failure' },
        events(300),
        600,
      ),
    ],
    expect: [
      {
        at: 360,
        alerts: [
          {
            labels: { severity: 'high', service: 'qt-retrain-worker', cause: 'failure' },
            summary: 'A retraining run failed',
            description:
              'The last failure was recorded less than 15 minutes ago. Halt promotions until the cause is known.',
          },
        ],
      },
    ],
  },
];

export const model: readonly Case[] = [
  ...annotated,
  ...precise,
  ...ofBinance,
  ...PATHS.flatMap((path) => [...confidenceDropBy(path), ...inferenceStaleBy(path), ...retrainingFailureBy(path)]),
];
