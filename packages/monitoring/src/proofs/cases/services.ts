import { changing, constant } from '../series/count.ts';
import { ALWAYS, type Life, PATHS, type Path, PUSHED, SCRAPED } from '../series/path.ts';
import { metric, type Series, type ValueAt } from '../series/series.ts';
import type { Case } from './case.ts';

const END = 2400;
const REPLICAS = [0, 1, 2, 3, 4];
/** A life that began long ago, and three starts from 315 on. */
const THREE_STARTS: readonly Life[] = [
  [-6000, 300],
  [315, 420],
  [435, 540],
  [555, Infinity],
];

interface Starts {
  readonly lives: readonly Life[];
  /** How often it had started before the first of these lives. */
  readonly before?: number;
  readonly job?: string;
  readonly replica?: number;
}

/** A service that counts its starts over all of its lives. */
function starts(path: Path, { lives, before = 0, job = 'qt-api', replica = 0 }: Starts): Series[] {
  const process = { path, job, lives, replica };
  const nth = (life: Life) => before + 1 + lives.findIndex(([from]) => from === life[0]);
  return [
    metric(process, 'qt_service_starts_total', {}, END, (_, life) => nth(life)),
    metric(process, 'qt_process_start_timestamp_seconds', {}, END, (_, [from]) => from),
  ];
}

function serviceRestartingBy(path: Path): Case[] {
  const alert = 'ServiceRestarting';
  const RESTARTS = [{ cause: 'restarts', job: 'qt-api' }];
  const firstReport = path.kind === 'scraped' ? 0 : path.every;
  return [
    {
      alert,
      name: `the third start in 15 min fires with its first report, until the first is 15 min ago, ${path.name}`,
      series: starts(path, {
        before: 7,
        lives: THREE_STARTS,
      }),
      expect: [
        { silent: [0, 555 + firstReport - 15] },
        { at: 555 + firstReport, firing: RESTARTS },
        { firing: [555 + firstReport, 1200] },
        { silent: [1215, END] },
      ],
    },
    {
      alert,
      name: `a new installation that crashes twice fires with the third start, ${path.name}`,
      series: starts(path, {
        lives: [
          [30, 150],
          [165, 285],
          [300, Infinity],
        ],
      }),
      expect: [{ silent: [0, 300 + firstReport - 15] }, { at: 300 + firstReport, firing: RESTARTS }],
    },
    {
      alert,
      name: `three starts in a little more than 15 min are silent, ${path.name}`,
      series: starts(path, {
        before: 2,
        lives: [
          [-6000, 285],
          [300, 735],
          [750, 1200],
          [1215, Infinity],
        ],
      }),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a service that was seldom restarted is silent in a new Prometheus, ${path.name}`,
      series: starts(path, { before: 56, lives: [[-6000, Infinity]] }),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a rolling deploy of five replicas is silent, ${path.name}`,
      series: REPLICAS.flatMap((replica) =>
        starts(path, {
          replica,
          before: 3,
          lives: [
            [-6000, 300 + replica * 90],
            [345 + replica * 90, Infinity],
          ],
        }),
      ),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `of five replicas one that restarts again and again fires, and each service for itself, ${path.name}`,
      series: [
        ...REPLICAS.flatMap((replica) =>
          starts(path, {
            replica,
            before: 3,
            lives: replica === 3 ? THREE_STARTS : ALWAYS.map(([, to]) => [-6000, to] as const),
          }),
        ),
        ...starts(path, { job: 'qt-scheduler', lives: [[-6000, Infinity]] }),
      ],
      expect: [{ at: 900, firing: RESTARTS }],
    },
  ];
}

const GIB = 2 ** 30;

function disk(path: Path, free: (t: number) => number, replica = 0, job = 'qt-api', from = -60): Series[] {
  const process = { path, job, lives: [[from, Infinity]] as const, replica };
  return [
    metric(process, 'qt_data_free_bytes', {}, 7200, free),
    metric(process, 'qt_data_size_bytes', {}, 7200, constant(100 * GIB)),
  ];
}

function dataDiskFillingBy(path: Path): Case[] {
  const alert = 'DataDiskFilling';
  const LOW = { cause: 'low', job: 'qt-api' };
  const RATE = { cause: 'rate', job: 'qt-api' };
  const shrinking = (from: number, perHour: number) => (t: number) => (from - (perHour * t) / 3600) * GIB;
  const first = path.kind === 'scraped' ? 0 : path.every - (60 % path.every);
  const since = Math.ceil((600 - first) / path.every) * path.every + first;
  return [
    {
      alert,
      name: `exactly a tenth free is silent, ${path.name}`,
      series: disk(path, constant(10 * GIB) as () => number),
      expect: [{ silent: [0, 7200] }],
    },
    {
      alert,
      about: ['low'],
      name: `less than a tenth free fires after five minutes, and is silent when there is more again, ${path.name}`,
      series: disk(path, changing([0, 50 * GIB], [600, 9.9 * GIB], [1800, 12 * GIB]) as (t: number) => number),
      expect: [
        { silent: [0, since + 285] },
        { at: since + 300, firing: [LOW] },
        { firing: [since + 300, 1785] },
        { silent: [1860, 1875] },
      ],
    },
    {
      alert,
      about: ['low'],
      name: `of five replicas one with a full disk fires, ${path.name}`,
      series: REPLICAS.flatMap((replica) => disk(path, () => (replica === 4 ? 1 : 50) * GIB, replica)),
      expect: [{ at: 1200, firing: [LOW] }],
    },
    {
      alert,
      about: ['rate'],
      // It is full five hours and 7 s after 0, so within four hours from the evaluation at 3615 on.
      name: `a disk that is full within four hours at this rate fires after 15 min of that, ${path.name}`,
      series: disk(path, (t) => 2 ** 20 * (18_007 - t)),
      expect: [{ silent: [0, 4500] }, { at: 4515, firing: [RATE] }],
    },
    {
      alert,
      about: ['rate'],
      name: `a disk that fills up from the start fires once there is half an hour of history, ${path.name}`,
      series: disk(path, shrinking(20, 10)),
      expect: [{ silent: [0, 2685] }, { at: 2700, firing: [RATE] }],
    },
    {
      alert,
      about: ['rate'],
      name: `a new service has no trend yet, whatever the history of another, ${path.name}`,
      series: [
        ...disk(path, () => 50 * GIB),
        ...disk(path, (t) => shrinking(20, 10)(t - 5400), 0, 'qt-scheduler', 5400),
      ],
      expect: [{ silent: [0, 7185] }],
    },
    {
      alert,
      about: ['rate'],
      name: `one that lasts for more than four hours at this rate is silent, ${path.name}`,
      series: disk(path, shrinking(70, 11)),
      expect: [{ silent: [0, 7200] }],
    },
    {
      alert,
      about: ['rate'],
      name: `2 GiB written at once are silent where 16 are free, ${path.name}`,
      series: disk(path, (t) => (t < 3600 ? 16 : 14) * GIB),
      expect: [{ silent: [0, 7200] }],
    },
    {
      alert,
      about: ['rate'],
      name: `2 GiB written at once fire where 13 are free, on one of five replicas too, ${path.name}`,
      series: REPLICAS.flatMap((replica) =>
        disk(path, (t) => (t < 3600 ? 13 : replica === 2 ? 11 : 13) * GIB, replica),
      ),
      expect: [{ at: 5850, firing: [RATE] }, { silent: [7185, 7200] }],
    },
  ];
}

interface Gauge {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly job: string;
}
const HELD: Gauge = { name: 'qt_process_event_loop_delay_p99_seconds', job: 'qt-api' };
const OFFSET: Gauge = { name: 'qt_clock_offset_seconds', labels: { provider: 'binance' }, job: 'qt-scheduler' };

function gauge(
  path: Path,
  { name, labels = {}, job }: Gauge,
  value: ValueAt,
  { replica = 0, lives = [[-60, Infinity]] as readonly Life[] } = {},
): Series {
  return metric({ path, job, lives, replica }, name, labels, END, value);
}

/** A gauge that is too high for five minutes fires; `limit` itself is not too high. */
function tooHighBy(
  path: Path,
  alert: string,
  of: Gauge,
  limit: number,
  firing: Readonly<Record<string, string>>,
): Case[] {
  const high = limit * 1.01;
  return [
    {
      alert,
      name: `exactly the limit is silent, ${path.name}`,
      series: [gauge(path, of, constant(limit))],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `above the limit for five minutes fires, until it is at the limit again, ${path.name}`,
      series: [gauge(path, of, changing([0, limit / 2], [600, high], [1800, limit]))],
      expect: [{ silent: [0, 885] }, { at: 900, firing: [firing] }, { firing: [900, 1785] }, { silent: [1800, END] }],
    },
    {
      alert,
      name: `above the limit for less than five minutes is silent, ${path.name}`,
      series: [gauge(path, of, changing([0, limit / 2], [600, high], [840, limit / 2]))],
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `of five replicas one above the limit fires, ${path.name}`,
      series: REPLICAS.map((replica) => gauge(path, of, constant(replica === 2 ? high : limit / 2), { replica })),
      expect: [{ at: 600, firing: [firing] }],
    },
    {
      alert,
      name: `what a process said last before it was killed does not last for five minutes, ${path.name}`,
      series: [
        gauge(path, of, (t, [from]) => (from < 0 && t >= 300 ? high : limit / 2), {
          lives: [
            [-6000, 465],
            [480, Infinity],
          ],
        }),
        gauge(path, of, (t) => (t >= 300 ? high : limit / 2), { replica: 1, lives: [[-6000, 465]] }),
      ],
      expect: [{ silent: [0, END] }],
    },
  ];
}

/** A pushed value counts for 150 s after its push, so that one missed push hides nothing. */
function lastWords(alert: string, of: Gauge, limit: number, firing: Readonly<Record<string, string>>): Case {
  return {
    alert,
    name: 'above the limit until 135 s ago fires, until 150 s ago no longer',
    series: [gauge(PUSHED, of, (t) => (t >= 300 ? limit * 1.01 : limit / 2), { lives: [[-6000, 480]] })],
    expect: [{ silent: [0, 585] }, { at: 600, firing: [firing] }, { silent: [615, END] }],
  };
}

function clockSkewBy(path: Path): Case[] {
  const alert = 'ClockSkew';
  return [
    {
      alert,
      name: `a clock that is behind fires like one that is ahead, ${path.name}`,
      series: [gauge(path, OFFSET, changing([0, -1], [600, -1.01], [1800, -1]))],
      expect: [{ silent: [0, 885] }, { firing: [900, 1785] }, { silent: [1800, END] }],
    },
    {
      alert,
      name: `an offset that is no longer known is silent, ${path.name}`,
      series: [gauge(path, OFFSET, changing([0, 3], [120, undefined]))],
      expect: [{ silent: [0, END] }],
    },
  ];
}

const annotated: Case[] = [
  {
    alert: 'EventLoopHeld',
    name: 'a busy retrain worker fires with its delay and all labels',
    series: [gauge(SCRAPED, { ...HELD, job: 'qt-retrain-worker' }, constant(0.84))],
    expect: [
      {
        at: 600,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-retrain-worker', cause: 'held', job: 'qt-retrain-worker' },
            summary: 'qt-retrain-worker is too busy to answer in time',
            description:
              'For 5 minutes work in qt-retrain-worker has kept everything else waiting: one wait in a hundred lasts 0.8 s or longer (limit 0.5 s). Requests to it may time out.',
          },
        ],
      },
    ],
  },
  {
    alert: 'ClockSkew',
    name: 'a clock that is behind fires with the difference and all labels',
    series: [gauge(SCRAPED, OFFSET, constant(-2.34))],
    expect: [
      {
        at: 600,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-scheduler', cause: 'offset', provider: 'binance' },
            summary: 'Our clock is not that of binance',
            description:
              'Our clock and that of binance differ by 2.3 s (limit 1 s). If ours is wrong, so are the ages of prices, candles and models.',
          },
        ],
      },
    ],
  },
  {
    alert: 'ServiceRestarting',
    name: 'a restarting risk guard fires with its starts and all labels',
    series: starts(SCRAPED, {
      job: 'qt-risk-guard',
      before: 7,
      lives: THREE_STARTS,
    }),
    expect: [
      {
        at: 600,
        alerts: [
          {
            labels: { severity: 'high', service: 'qt-risk-guard', cause: 'restarts', job: 'qt-risk-guard' },
            summary: 'qt-risk-guard restarts again and again',
            description:
              'qt-risk-guard has started 3 times in 15 minutes: it ends soon after each start. The end of its log shows why.',
          },
        ],
      },
    ],
  },
  {
    alert: 'DataDiskFilling',
    name: 'a disk with little space that shrinks fires with both causes and all labels',
    series: disk(SCRAPED, (t) => (9 - t / 3600) * GIB, 0, 'qt-scheduler'),
    expect: [
      {
        at: 7200,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-scheduler', cause: 'low', job: 'qt-scheduler' },
            summary: 'The data disk of qt-scheduler is filling up',
            description: '7% of the disk of QT_DATA_DIR is free (limit 10 %). When it is full, every order is denied.',
          },
        ],
      },
    ],
  },
  {
    alert: 'DataDiskFilling',
    name: 'a disk that shrinks fast fires with all labels',
    series: disk(SCRAPED, (t) => (40 - t / 360) * GIB, 0, 'qt-scheduler'),
    expect: [
      {
        at: 3600,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-scheduler', cause: 'rate', job: 'qt-scheduler' },
            summary: 'The data disk of qt-scheduler is filling up',
            description:
              'At the rate of the last hour the disk of QT_DATA_DIR is full within 4 hours. When it is full, every order is denied.',
          },
        ],
      },
    ],
  },
];

/** The cases of services and the disk that they write to. */
export const services: readonly Case[] = [
  ...annotated,
  lastWords('EventLoopHeld', HELD, 0.5, { cause: 'held', job: 'qt-api' }),
  lastWords('ClockSkew', OFFSET, 1, { cause: 'offset', provider: 'binance' }),
  ...PATHS.flatMap((path) => [
    ...serviceRestartingBy(path),
    ...dataDiskFillingBy(path),
    ...tooHighBy(path, 'EventLoopHeld', HELD, 0.5, { cause: 'held', job: 'qt-api' }),
    ...tooHighBy(path, 'ClockSkew', OFFSET, 1, { cause: 'offset', provider: 'binance' }),
    ...clockSkewBy(path),
  ]),
];
