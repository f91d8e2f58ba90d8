import { changing, constant, events, steady } from '../series/count.ts';
import { ALWAYS, type Life, PATHS, type Path, PUSHED, PUSHED_SLOWLY, SCRAPED, targetOf } from '../series/path.ts';
import { metric, type Series, up } from '../series/series.ts';
import type { Case } from './case.ts';

const END = 1500;
const SERVICES = ['qt-api', 'qt-scheduler', 'qt-retrain-worker', 'qt-risk-guard'] as const;
type Service = (typeof SERVICES)[number];

/** Series that a service always exports, of those that signals.md names. */
const OWN: Readonly<Record<Service, readonly (readonly [string, Readonly<Record<string, string>>])[]>> = {
  'qt-api': [['qt_model_confidence_threshold', { profile: 'balanced' }]],
  'qt-scheduler': [['qt_scheduler_last_run_timestamp_seconds', { job_id: 'signal_scan' }]],
  'qt-retrain-worker': [['qt_retrain_runs_total', { status: 'success' }]],
  'qt-risk-guard': [['qt_risk_kill_switch_engaged', {}]],
};

interface Options {
  readonly lives?: readonly Life[];
  readonly replica?: number;
  /** Which of its series it exports: all by default. */
  readonly only?: readonly string[];
}

function service(path: Path, job: Service, { lives = ALWAYS, replica = 0, only }: Options = {}): Series[] {
  const process = { path, job, lives, replica };
  const all = [['qt_process_start_timestamp_seconds', {}] as const, ...OWN[job]];
  return [
    ...all
      .filter(([name]) => only === undefined || only.includes(name))
      .map(([name, labels]) => metric(process, name, labels, END, constant(0))),
    ...up(process, END),
  ];
}

/** Every service except this one, healthy. */
const others = (path: Path, but: Service) => SERVICES.filter((job) => job !== but).flatMap((job) => service(path, job));

const causeOf = (job: Service) => `${job.slice(3).replace('-', '_')}_gone`;

function targetDownBy(path: Path): Case[] {
  const alert = 'TelemetryTargetDown';
  const gone = path.kind === 'scraped' ? 600 : Math.floor(599 / path.every) * path.every + 150;
  const fired = (job: Service, replica = 0) =>
    path.kind === 'scraped' ? [{ cause: 'scrape_failed', ...targetOf(path, job, replica) }] : [];
  return [
    {
      alert,
      name: `four services that report are silent, ${path.name}`,
      series: SERVICES.flatMap((job) => service(path, job)),
      expect: [{ silent: [0, END] }],
    },
    ...SERVICES.map((job) => ({
      alert,
      name: `${job} that dies is silent for just under two minutes, then firing, ${path.name}`,
      series: [...others(path, job), ...service(path, job, { lives: [[-60, 600]] })],
      expect: [
        { silent: [0, gone + 105] as const },
        { at: gone + 120, firing: [{ cause: causeOf(job), job }, ...fired(job)] },
        { at: END, firing: [{ cause: causeOf(job), job }, ...fired(job)] },
      ],
    })),
    ...SERVICES.flatMap((job) =>
      ['qt_process_start_timestamp_seconds', ...OWN[job].map(([name]) => name)].map((name) => ({
        alert,
        about: [causeOf(job)],
        name: `${job} of which only ${name} is present is silent until that ends, ${path.name}`,
        series: [
          ...others(path, job),
          ...service(path, job, { only: [name], lives: [[-60, 600]] }).filter(
            ({ series }) => !series.startsWith('up{'),
          ),
        ],
        expect: [{ silent: [0, gone + 105] as const }, { at: gone + 120, firing: [{ cause: causeOf(job), job }] }],
      })),
    ),
    {
      alert,
      name: `a rolling restart of 90 s for each is silent, ${path.name}`,
      series: SERVICES.flatMap((job, n) =>
        service(path, job, {
          lives: [
            [-60, 300 + n * 150],
            [390 + n * 150, Infinity],
          ],
        }),
      ),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `one of five replicas that dies fires as a failed scrape, not as a missing service, ${path.name}`,
      series: [
        ...others(path, 'qt-api'),
        ...[0, 1, 2, 3, 4].flatMap((replica) =>
          service(path, 'qt-api', { replica, lives: replica === 2 ? [[-60, 600]] : ALWAYS }),
        ),
      ],
      expect: [{ silent: [0, 705] }, { at: END, firing: fired('qt-api', 2) }],
    },
  ];
}

const collector = (lives: readonly Life[], replica = 0) =>
  up({ path: SCRAPED, job: 'otel-collector', lives, replica }, END);
const UNTIL_600: readonly Life[] = [[-60, 600]];

/** What is none of the watched services. */
const besides: readonly Series[] = [
  metric(
    { path: SCRAPED, job: 'qt-market-sim', lives: ALWAYS },
    'qt_process_start_timestamp_seconds',
    {},
    END,
    constant(0),
  ),
  ...up({ path: SCRAPED, job: 'qt-market-sim', lives: ALWAYS }, END),
  ...up({ path: SCRAPED, job: 'alertmanager', lives: [] }, END),
];

/** The Collector dies, and with it whatever services push through it. */
const unseen: Case[] = [
  {
    alert: 'TelemetryTargetDown',
    about: ['unseen'],
    name: 'a dead Collector through which all push fires with all labels',
    series: [...collector(UNTIL_600), ...SERVICES.flatMap((job) => service(PUSHED, job, { lives: UNTIL_600 }))],
    expect: [
      {
        at: 795,
        alerts: [
          {
            labels: { severity: 'high', service: 'otel-collector', cause: 'unseen', job: 'otel-collector' },
            summary: 'No telemetry from otel-collector',
            description:
              'The Collector is down, and no service reports in another way: whether orders go out cannot be seen here. /health of the API says it.',
          },
        ],
      },
    ],
  },
  ...[PUSHED, PUSHED_SLOWLY].map((path): Case => {
    const last = Math.floor(599 / path.every) * path.every + 150;
    return {
      alert: 'TelemetryTargetDown',
      about: ['unseen'],
      name: `a dead Collector through which all push fires after a minute without any report, ${path.name}`,
      series: [
        ...collector(UNTIL_600),
        ...SERVICES.flatMap((job) => service(path, job, { lives: UNTIL_600 })),
        ...besides,
      ],
      expect: [
        { silent: [0, last + 45] as const },
        { at: last + 60, firing: [{ cause: 'unseen', job: 'otel-collector' }] },
      ],
    };
  }),
  {
    alert: 'TelemetryTargetDown',
    about: ['unseen'],
    name: 'two dead Collectors are one alert',
    series: [
      ...collector(UNTIL_600),
      ...collector(UNTIL_600, 1),
      ...SERVICES.flatMap((job) => service(PUSHED, job, { lives: UNTIL_600 })),
    ],
    expect: [{ at: 795, firing: [{ cause: 'unseen', job: 'otel-collector' }] }],
  },
  {
    alert: 'TelemetryTargetDown',
    about: ['unseen'],
    name: 'services that all end beside one living Collector of two are not unseen',
    series: [
      ...collector(UNTIL_600),
      ...collector(ALWAYS, 1),
      ...SERVICES.flatMap((job) => service(PUSHED, job, { lives: UNTIL_600 })),
    ],
    expect: [{ at: END, firing: SERVICES.map((job) => ({ cause: causeOf(job), job })) }],
  },
  ...SERVICES.flatMap((seen) => {
    const others = SERVICES.filter((job) => job !== seen).map((job) => ({ cause: causeOf(job), job }));
    const last = 885 + 150;
    return [
      {
        alert: 'TelemetryTargetDown',
        about: ['unseen'],
        name: `a dead Collector beside scrapes of ${seen} is not unseen`,
        series: [...collector(UNTIL_600), ...service(SCRAPED, seen, { only: [] }), ...besides],
        expect: [{ at: END, firing: others }],
      },
      ...['qt_process_start_timestamp_seconds', ...OWN[seen].map(([name]) => name)].map((only) => ({
        alert: 'TelemetryTargetDown',
        about: ['unseen'],
        name: `a dead Collector is unseen a minute after ${only} of ${seen} has ended as well`,
        series: [...collector(UNTIL_600), ...service(PUSHED, seen, { only: [only], lives: [[-60, 900]] }), ...besides],
        expect: [
          { at: last + 45, firing: others },
          { at: last + 60, firing: [...others, { cause: 'unseen', job: 'otel-collector' }] },
        ],
      })),
    ];
  }),
];

const ownPaths: Case[] = [
  {
    alert: 'TelemetryTargetDown',
    name: 'a service with nothing but successful scrapes is silent',
    series: SERVICES.flatMap((job) => service(SCRAPED, job, { only: [] })),
    expect: [{ silent: [0, END] }],
  },
  {
    alert: 'TelemetryTargetDown',
    name: 'the simulator and other targets are silent',
    series: [
      ...SERVICES.flatMap((job) => service(SCRAPED, job)),
      ...up({ path: SCRAPED, job: 'qt-market-sim', lives: [] }, END),
      ...up({ path: SCRAPED, job: 'node', lives: [] }, END),
    ],
    expect: [{ silent: [0, END] }],
  },
  {
    alert: 'TelemetryTargetDown',
    name: 'services that push side by side with services that are scraped are silent',
    series: [
      ...service(PUSHED, 'qt-api'),
      ...service(PUSHED_SLOWLY, 'qt-scheduler'),
      ...service(SCRAPED, 'qt-retrain-worker'),
      ...service(SCRAPED, 'qt-risk-guard'),
    ],
    expect: [{ silent: [0, END] }],
  },
  {
    alert: 'TelemetryTargetDown',
    name: 'a dead service fires with all labels on both rules',
    series: [...others(SCRAPED, 'qt-retrain-worker'), ...service(SCRAPED, 'qt-retrain-worker', { lives: [] })],
    expect: [
      {
        at: 120,
        alerts: [
          {
            labels: {
              severity: 'high',
              service: 'qt-retrain-worker',
              cause: 'scrape_failed',
              job: 'qt-retrain-worker',
              instance: '10.0.0.1:8002',
            },
            summary: 'No telemetry from qt-retrain-worker',
            description: 'Scrapes of qt-retrain-worker at 10.0.0.1:8002 have failed for two minutes.',
          },
          {
            labels: {
              severity: 'high',
              service: 'qt-retrain-worker',
              cause: 'retrain_worker_gone',
              job: 'qt-retrain-worker',
            },
            summary: 'No telemetry from qt-retrain-worker',
            description: 'No instance of qt-retrain-worker has reported for two minutes.',
          },
        ],
      },
    ],
  },
  ...SERVICES.filter((job) => job !== 'qt-retrain-worker').map((job) => ({
    alert: 'TelemetryTargetDown',
    name: `${job} that never pushed fires with all labels`,
    series: others(PUSHED, job),
    expect: [
      {
        at: 120,
        alerts: [
          {
            labels: { severity: 'high', service: job, cause: causeOf(job), job },
            summary: `No telemetry from ${job}`,
            description: `No instance of ${job} has reported for two minutes.`,
          },
        ],
      },
    ],
  })),
];

function overflowBy(path: Path): Case[] {
  const alert = 'TelemetrySeriesOverflow';
  const refused = (name: string, value = events(601), job = 'qt-api', replica = 0) =>
    metric(
      {
        path,
        job,
        lives: [
          [-60, 1620],
          [1650, Infinity],
        ],
        replica,
      },
      'qt_telemetry_series_overflow_total',
      { metric: name },
      2400,
      value,
    );
  const overflow = (name: string, job = 'qt-api') => ({ cause: 'overflow', metric: name, job });
  const report = Math.ceil(601 / path.every) * path.every;
  return [
    {
      alert,
      name: `one refused label set fires with the next report, and is silent after 15 min, ${path.name}`,
      series: [refused('qt_cache_hits_total'), refused('qt_trade_decisions_total', constant(0))],
      expect: [
        { silent: [0, report - 15] },
        { at: report, firing: [overflow('qt_cache_hits_total')] },
        { firing: [report, report + 825] },
        { silent: [report + 900, 2400] },
      ],
    },
    {
      alert,
      name: `a past overflow is silent, through a restart as well, ${path.name}`,
      series: [refused('qt_cache_hits_total', (_, life) => (life[0] < 0 ? 40 : 0))],
      expect: [{ silent: [0, 2400] }],
    },
    {
      alert,
      name: `an overflow after a restart fires, ${path.name}`,
      series: [refused('qt_cache_hits_total', (t, life) => (life[0] < 0 ? 40 : t >= 1800 ? 1 : 0))],
      expect: [{ silent: [0, 1785] }, { firing: [1830, 2400] }],
    },
    {
      alert,
      name: `each metric of each service is a separate alert, over all replicas, ${path.name}`,
      series: [
        ...[0, 1, 2, 3, 4].map((replica) => refused('qt_cache_hits_total', steady(1, 600), 'qt-api', replica)),
        refused('qt_trade_decisions_total', steady(1, 600)),
        refused('qt_provider_failures_total', changing([0, 0], [600, 9]), 'qt-retrain-worker'),
      ],
      expect: [
        {
          at: 900,
          firing: [
            overflow('qt_cache_hits_total'),
            overflow('qt_trade_decisions_total'),
            overflow('qt_provider_failures_total', 'qt-retrain-worker'),
          ],
        },
      ],
    },
  ];
}

const annotated: Case[] = [
  {
    alert: 'TelemetrySeriesOverflow',
    name: 'an overflow fires with its metric, its service, the sum over its replicas and all labels',
    series: [0, 1].map((replica) =>
      metric(
        { path: SCRAPED, job: 'qt-risk-guard', lives: ALWAYS, replica },
        'qt_telemetry_series_overflow_total',
        { metric: 'qt_risk_denials_total' },
        900,
        steady(1),
      ),
    ),
    expect: [
      {
        at: 900,
        alerts: [
          {
            labels: {
              severity: 'medium',
              service: 'qt-risk-guard',
              cause: 'overflow',
              metric: 'qt_risk_denials_total',
              job: 'qt-risk-guard',
            },
            summary: 'qt_risk_denials_total of qt-risk-guard counts series under "other"',
            description:
              '120 recordings of qt_risk_denials_total in 15 minutes had label values outside the allowed set or the series budget.',
          },
        ],
      },
    ],
  },
  {
    alert: 'Watchdog',
    name: 'the heartbeat fires from the first evaluation on',
    series: [],
    expect: [
      {
        at: 0,
        alerts: [
          {
            labels: { service: 'prometheus', cause: 'heartbeat' },
            summary: 'Alerting works',
            description: 'This alert always fires. When its heartbeat stops, Prometheus or Alertmanager is down.',
          },
        ],
      },
      { firing: [0, 600] },
    ],
  },
];

export const telemetry: readonly Case[] = [
  ...annotated,
  ...ownPaths,
  ...unseen,
  ...PATHS.flatMap((path) => [...targetDownBy(path), ...overflowBy(path)]),
];
