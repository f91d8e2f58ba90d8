import { changing, constant } from '../series/count.ts';
import { ALWAYS, type Life, PATHS, type Path, SCRAPED } from '../series/path.ts';
import { metric, type Series } from '../series/series.ts';
import type { Case } from './case.ts';

const END = 2400;
const REPLICAS = [0, 1, 2, 3, 4];

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
        lives: [
          [-6000, 300],
          [315, 420],
          [435, 540],
          [555, Infinity],
        ],
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
            lives:
              replica === 3
                ? [
                    [-6000, 300],
                    [315, 420],
                    [435, 540],
                    [555, Infinity],
                  ]
                : ALWAYS.map(([, to]) => [-6000, to] as const),
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

const annotated: Case[] = [
  {
    alert: 'ServiceRestarting',
    name: 'a restarting risk guard fires with its starts and all labels',
    series: starts(SCRAPED, {
      job: 'qt-risk-guard',
      before: 7,
      lives: [
        [-6000, 300],
        [315, 420],
        [435, 540],
        [555, Infinity],
      ],
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
  ...PATHS.flatMap((path) => [...serviceRestartingBy(path), ...dataDiskFillingBy(path)]),
];
