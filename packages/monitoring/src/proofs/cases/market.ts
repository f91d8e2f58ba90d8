import { bursts, changing, constant, events, steady } from '../series/count.ts';
import { ALWAYS, type Life, PATHS, type Path, SCRAPED } from '../series/path.ts';
import { type Labels, metric, type Series, type ValueAt } from '../series/series.ts';
import type { Case } from './case.ts';

const END = 2400;
const FROM_START: readonly Life[] = [[0, Infinity]];
const from = (path: Path) => (path.kind === 'scraped' ? path.every : 2 * path.every);

interface Source {
  readonly path: Path;
  readonly job?: string;
  readonly lives?: readonly Life[];
  readonly replica?: number;
}
type Values = readonly (readonly [labels: Labels, value: ValueAt])[];

function series(
  { path, job = 'qt-api', lives = FROM_START, replica = 0 }: Source,
  name: string,
  values: Values,
): Series[] {
  return values.map(([labels, value]) => metric({ path, job, lives, replica }, name, labels, END, value));
}

/** A cache's lookups in each 15 s. */
function cache(source: Source, cache_name: string, hits: ValueAt, misses: ValueAt, debug: Labels = {}): Series[] {
  return series(source, 'qt_cache_hits_total', [
    [{ cache_name, result: 'hit', ...debug }, hits],
    [{ cache_name, result: 'miss', ...debug }, misses],
  ]);
}

function cacheMissesBy(path: Path): Case[] {
  const alert = 'CacheMisses';
  const PRICE = [{ cause: 'misses', cache_name: 'price' }];
  const seen = from(path);
  return [
    {
      alert,
      name: `one cache of two with 51 % misses is silent for just under ten minutes, then firing, ${path.name}`,
      series: [
        ...cache({ path }, 'price', steady(49), steady(51)),
        ...cache({ path }, 'signal', steady(99), steady(1)),
      ],
      expect: [{ silent: [0, seen + 585] }, { at: seen + 600, firing: PRICE }, { firing: [seen + 600, END] }],
    },
    {
      alert,
      name: `exactly half of the lookups missing is silent, ${path.name}`,
      series: [
        ...cache({ path }, 'price', steady(7), steady(7)),
        ...cache({ path }, 'signal', steady(3), steady(1)),
        ...cache({ path }, 'signal', steady(1), steady(3), { symbol: 'ETHUSDT' }),
      ],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `no lookups is silent, ${path.name}`,
      series: [
        ...cache({ path }, 'price', constant(0), constant(0)),
        ...cache({ path }, 'signal', constant(0), constant(0)),
      ],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a cold start with only misses in its first four minutes is silent, ${path.name}`,
      series: cache({ path }, 'price', steady(20, 240), steady(20, 0, 240)),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a single miss in an idle hour is silent, ${path.name}`,
      series: cache({ path }, 'signal', constant(0), events(610)),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `with debug labels one symbol that always misses is silent while the cache as a whole hits, ${path.name}`,
      series: [
        ...cache({ path }, 'price', steady(0), steady(10), { symbol: 'BTCUSDT' }),
        ...cache({ path }, 'price', steady(20), steady(0), { symbol: 'ETHUSDT' }),
      ],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `with debug labels a cache that misses is one alert, ${path.name}`,
      series: [
        ...cache({ path }, 'price', steady(0), steady(10), { symbol: 'BTCUSDT' }),
        ...cache({ path }, 'price', steady(4), steady(6), { symbol: 'ETHUSDT' }),
      ],
      expect: [{ at: END, firing: PRICE }],
    },
    {
      alert,
      name: `the lookups of five replicas count together, through a rolling restart, ${path.name}`,
      series: [0, 1, 2, 3, 4].flatMap((replica) =>
        cache(
          {
            path,
            replica,
            lives: [
              [-60, 900 + replica * 60],
              [930 + replica * 60, Infinity],
            ],
          },
          'price',
          steady(replica === 0 ? 30 : 4),
          steady(replica === 0 ? 0 : 16),
        ),
      ),
      expect: [{ at: 720, firing: PRICE }, { firing: [720, END] }],
    },
    {
      alert,
      name: `a cache that hits again is silent, ${path.name}`,
      series: cache({ path, lives: ALWAYS }, 'price', steady(100, 1200), steady(100, -Infinity, 1200)),
      expect: [{ firing: [720, 1200] }, { silent: [1500, END] }],
    },
  ];
}

function providerFailureRateBy(path: Path): Case[] {
  const alert = 'ProviderFailureRate';
  const BINANCE = [{ cause: 'failures', provider: 'binance' }];
  const seen = from(path);
  const provider = (source: Source, name: string, attempts: ValueAt, failures: ValueAt): Series[] => [
    ...series(source, 'qt_provider_latency_seconds_count', [[{ provider: name }, attempts]]),
    ...series(source, 'qt_provider_failures_total', [[{ provider: name }, failures]]),
  ];
  return [
    {
      alert,
      name: `81 % of attempts failing is silent for just under ten minutes, then firing, ${path.name}`,
      series: [
        ...provider({ path }, 'binance', steady(100), steady(81)),
        ...provider({ path }, 'coingecko', steady(100), steady(2)),
      ],
      expect: [{ silent: [0, seen + 585] }, { at: seen + 600, firing: BINANCE }, { firing: [seen + 600, END] }],
    },
    {
      alert,
      name: `exactly 80 % of attempts failing is silent, ${path.name}`,
      series: [
        ...provider({ path }, 'binance', steady(35), steady(28)),
        ...provider({ path, job: 'qt-retrain-worker' }, 'binance', steady(15), steady(12)),
      ],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `no attempts, as while the breaker is open, is silent, ${path.name}`,
      series: provider({ path }, 'binance', constant(30), constant(30)),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `the attempts of all services count together, ${path.name}`,
      series: [
        ...provider({ path }, 'binance', steady(100), steady(79)),
        ...provider({ path, job: 'qt-retrain-worker' }, 'binance', steady(100), steady(90)),
      ],
      expect: [{ at: END, firing: BINANCE }],
    },
    {
      alert,
      name: `a provider that answers again is silent, through a restart, ${path.name}`,
      series: provider(
        {
          path,
          lives: [
            [-60, 900],
            [915, Infinity],
          ],
        },
        'binance',
        steady(100),
        steady(90, -Infinity, 1200),
      ),
      expect: [{ firing: [720, 1200] }, { silent: [1500, END] }],
    },
  ];
}

function providerCircuitOpenBy(path: Path): Case[] {
  const alert = 'ProviderCircuitOpen';
  const OPEN = { cause: 'open', provider: 'binance', job: 'qt-api' };
  const seen = path.kind === 'scraped' ? 0 : path.every;
  const circuit = (source: Source, provider: string, value: ValueAt) =>
    series(source, 'qt_provider_circuit_open', [[{ provider }, value]]);
  return [
    {
      alert,
      name: `an open breaker is silent for just under fifteen minutes, then firing, ${path.name}`,
      series: [...circuit({ path }, 'binance', constant(1)), ...circuit({ path }, 'coingecko', constant(0))],
      expect: [{ silent: [0, seen + 885] }, { at: seen + 900, firing: [OPEN] }, { firing: [seen + 900, END] }],
    },
    {
      alert,
      name: `a breaker that closes once in between is silent, ${path.name}`,
      series: circuit({ path }, 'binance', changing([0, 1], [840, 0], [900, 1], [1680, 0])),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `the breakers of two services are two alerts, and one of five replicas is enough, ${path.name}`,
      series: [
        ...[0, 1, 2, 3, 4].flatMap((replica) => circuit({ path, replica }, 'binance', constant(replica === 2 ? 1 : 0))),
        ...circuit({ path, job: 'qt-retrain-worker' }, 'binance', constant(1)),
      ],
      expect: [{ at: END, firing: [OPEN, { ...OPEN, job: 'qt-retrain-worker' }] }],
    },
  ];
}

function syntheticCheckFailingBy(path: Path): Case[] {
  const alert = 'SyntheticCheckFailing';
  const FAILING = [{ cause: 'failing', provider: 'binance' }];
  const seen = path.kind === 'scraped' ? 0 : path.every;
  const check = (source: Source, target: string, success: ValueAt, checkedAt?: ValueAt): Series[] => {
    const own = { job: 'qt-scheduler', ...source };
    return [
      ...series(own, 'qt_synthetic_check_success', [[{ target }, success]]),
      ...(checkedAt ? series(own, 'qt_synthetic_check_timestamp_seconds', [[{ target }, checkedAt]]) : []),
    ];
  };
  const onTime: ValueAt = (t) => Math.floor(t / 60) * 60;
  const interval = (seconds: number) =>
    series({ path, job: 'qt-scheduler' }, 'qt_scheduler_job_interval_seconds', [
      [{ job_id: 'synthetic_checks' }, constant(seconds)],
      [{ job_id: 'signal_scan' }, constant(7000)],
    ]);
  return [
    {
      alert,
      name: `one target of two failing is silent for just under five minutes, then firing, ${path.name}`,
      series: [
        ...check({ path }, 'binance', constant(0), onTime),
        ...check({ path }, 'coingecko', constant(1), onTime),
      ],
      expect: [{ silent: [0, seen + 285] }, { at: seen + 300, firing: FAILING }, { firing: [seen + 300, END] }],
    },
    {
      alert,
      name: `a failing target fires without check timestamps as well, ${path.name}`,
      series: check({ path }, 'binance', constant(0)),
      expect: [{ at: END, firing: FAILING }],
    },
    {
      alert,
      name: `a target that recovers in between is silent, ${path.name}`,
      series: check({ path }, 'binance', changing([0, 0], [240, 1], [300, 0], [540, 1]), onTime),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a stale result is silent after five intervals, ${path.name}`,
      series: [
        ...check({ path, lives: ALWAYS }, 'binance', constant(0), (t) => Math.min(1200, onTime(t, [0, 0]) ?? 0)),
        ...interval(60),
      ],
      expect: [{ firing: [420, 1500] }, { silent: [1515, END] }],
    },
    {
      alert,
      name: `a target with a stale result does not hide another that fails, ${path.name}`,
      series: [
        ...check({ path, lives: ALWAYS }, 'binance', constant(0), onTime),
        ...check({ path, lives: ALWAYS }, 'coingecko', constant(0), constant(0)),
        ...interval(60),
      ],
      expect: [{ at: END, firing: FAILING }],
    },
    {
      alert,
      name: `a failing target that is checked every ten minutes fires, ${path.name}`,
      series: [...check({ path }, 'binance', constant(0), (t) => Math.floor(t / 600) * 600), ...interval(600)],
      expect: [{ firing: [600, END] }],
    },
    {
      alert,
      name: `a restart, with no result until its first check, does not end the alert, ${path.name}`,
      series: check(
        {
          path,
          lives: [
            [-60, 900],
            [930, Infinity],
          ],
        },
        'binance',
        (t, [began]) => (t < began + 60 ? undefined : 0),
        onTime,
      ),
      expect: [{ firing: [600, END] }],
    },
    {
      alert,
      name: `a target that is no longer checked is silent, ${path.name}`,
      series: check({ path, lives: [[-60, 900]] }, 'binance', constant(0), (t) =>
        Math.min(900, onTime(t, [0, 0]) ?? 0),
      ),
      expect: [{ at: 840, firing: FAILING }, { firing: [600, 1005] }, { silent: [1080, END] }],
    },
    {
      alert,
      name: `the slower of two schedulers determines how old a result may be, ${path.name}`,
      series: [
        ...check({ path, lives: ALWAYS }, 'binance', constant(0), constant(0)),
        ...[60, 300].flatMap((seconds, replica) =>
          series({ path, job: 'qt-scheduler', replica }, 'qt_scheduler_job_interval_seconds', [
            [{ job_id: 'synthetic_checks' }, constant(seconds)],
          ]),
        ),
      ],
      expect: [{ firing: [420, 1500] }, { silent: [1515, END] }],
    },
    {
      alert,
      name: `the newer of two results counts, ${path.name}`,
      series: [0, 1]
        .flatMap((replica) =>
          check({ path, replica, lives: ALWAYS }, 'binance', constant(0), replica === 0 ? constant(0) : onTime),
        )
        .concat(interval(60)),
      expect: [{ firing: [420, END] }],
    },
    {
      alert,
      name: `one of five schedulers with a success is enough to be silent, ${path.name}`,
      series: [0, 1, 2, 3, 4].flatMap((replica) =>
        check({ path, replica }, 'binance', constant(replica === 1 ? 1 : 0), onTime),
      ),
      expect: [{ silent: [0, END] }],
    },
  ];
}

const annotated: Case[] = [
  {
    alert: 'CacheMisses',
    name: 'misses fire with their share and all labels',
    series: cache({ path: SCRAPED, lives: ALWAYS }, 'price', steady(1), steady(3)),
    expect: [
      {
        at: 900,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-api', cause: 'misses', cache_name: 'price' },
            summary: 'The price cache misses more than half of its lookups',
            description: '75% of lookups in the price cache miss (limit 50 %).',
          },
        ],
      },
    ],
  },
  {
    alert: 'ProviderFailureRate',
    name: 'failures fire with their share and all labels',
    series: [
      ...series({ path: SCRAPED, lives: ALWAYS }, 'qt_provider_latency_seconds_count', [
        [{ provider: 'binance' }, steady(8)],
      ]),
      ...series({ path: SCRAPED, lives: ALWAYS }, 'qt_provider_failures_total', [[{ provider: 'binance' }, steady(7)]]),
    ],
    expect: [
      {
        at: 900,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-api', cause: 'failures', provider: 'binance' },
            summary: 'Most calls to binance fail',
            description: '87.5% of calls to binance fail (limit 80 %).',
          },
        ],
      },
    ],
  },
  {
    alert: 'ProviderCircuitOpen',
    name: 'an open breaker fires with its service and all labels',
    series: series({ path: SCRAPED, job: 'qt-retrain-worker' }, 'qt_provider_circuit_open', [
      [{ provider: 'binance' }, constant(1)],
    ]),
    expect: [
      {
        at: 900,
        alerts: [
          {
            labels: {
              severity: 'medium',
              service: 'qt-retrain-worker',
              cause: 'open',
              provider: 'binance',
              job: 'qt-retrain-worker',
            },
            summary: 'Calls to binance are paused: its circuit breaker is open',
            description:
              'The circuit breaker for binance in qt-retrain-worker has been open for 15 minutes: no probe has succeeded.',
          },
        ],
      },
    ],
  },
  {
    alert: 'SyntheticCheckFailing',
    name: 'a failing check fires with all labels',
    series: series({ path: SCRAPED, job: 'qt-scheduler' }, 'qt_synthetic_check_success', [
      [{ target: 'coingecko' }, constant(0)],
    ]),
    expect: [
      {
        at: 300,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-scheduler', cause: 'failing', provider: 'coingecko' },
            summary: 'coingecko gives no fresh and plausible answer',
            description:
              'Every synthetic check of coingecko has failed for 5 minutes; /health/scheduler shows the reason.',
          },
        ],
      },
    ],
  },
];

/** Shares whose rates sum to slightly more in binary fractions. */
const EXACTLY_HALF = [
  [28, 19],
  [27, 46],
  [27, 17],
].flatMap(([hits = 0, misses = 0], n) =>
  cache({ path: SCRAPED }, 'price', steady(hits), steady(misses), { symbol: `SYMBOL${n}` }),
);
const EXACTLY_FOUR_FIFTHS = [
  [41, 31],
  [54, 45],
].flatMap(([attempts = 0, failures = 0], replica) => [
  ...series({ path: SCRAPED, replica }, 'qt_provider_latency_seconds_count', [
    [{ provider: 'binance' }, steady(attempts)],
  ]),
  ...series({ path: SCRAPED, replica }, 'qt_provider_failures_total', [[{ provider: 'binance' }, steady(failures)]]),
]);

const precise: Case[] = [
  {
    alert: 'CacheMisses',
    name: 'a miss once a minute counts as continuous misses',
    series: cache({ path: SCRAPED }, 'price', steady(10), bursts(60, 60)),
    expect: [{ firing: [900, END] }],
  },
  {
    alert: 'CacheMisses',
    name: 'a miss every four and a half minutes counts as continuous misses',
    series: cache({ path: SCRAPED }, 'price', constant(0), bursts(1, 270)),
    expect: [{ firing: [1200, END] }],
  },
  {
    alert: 'CacheMisses',
    name: 'misses that end are silent five minutes later',
    series: cache({ path: SCRAPED, lives: ALWAYS }, 'price', constant(0), steady(1, -Infinity, 1200)),
    expect: [{ firing: [700, 1470] }, { silent: [1500, END] }],
  },
  {
    alert: 'CacheMisses',
    name: 'half of the lookups missing is silent when rates sum to slightly more',
    series: EXACTLY_HALF,
    expect: [{ silent: [0, END] }],
  },
  {
    alert: 'ProviderFailureRate',
    name: 'a failure once a minute counts as continuous failures',
    series: [
      ...series({ path: SCRAPED }, 'qt_provider_latency_seconds_count', [[{ provider: 'binance' }, bursts(100, 60)]]),
      ...series({ path: SCRAPED }, 'qt_provider_failures_total', [[{ provider: 'binance' }, bursts(90, 60)]]),
    ],
    expect: [{ firing: [900, END] }],
  },
  {
    alert: 'ProviderFailureRate',
    name: 'a failure every four and a half minutes counts as continuous failures, silent five minutes after the last',
    series: [
      ...series({ path: SCRAPED }, 'qt_provider_latency_seconds_count', [
        [{ provider: 'binance' }, events(...[1, 2, 3, 4, 5, 6].map((n) => n * 270))],
      ]),
      ...series({ path: SCRAPED }, 'qt_provider_failures_total', [
        [{ provider: 'binance' }, events(...[1, 2, 3, 4, 5, 6].map((n) => n * 270))],
      ]),
    ],
    expect: [{ firing: [1200, 1890] }, { silent: [1920, END] }],
  },
  {
    alert: 'ProviderFailureRate',
    name: '80 % of attempts failing is silent when rates sum to slightly more',
    series: EXACTLY_FOUR_FIFTHS,
    expect: [{ silent: [0, END] }],
  },
];

export const market: readonly Case[] = [
  ...annotated,
  ...precise,
  ...PATHS.flatMap((path) => [
    ...cacheMissesBy(path),
    ...providerFailureRateBy(path),
    ...providerCircuitOpenBy(path),
    ...syntheticCheckFailingBy(path),
  ]),
];
