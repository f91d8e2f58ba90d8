import { constant, events } from '../series/count.ts';
import { ALWAYS, PATHS, type Path, SCRAPED } from '../series/path.ts';
import { metric, type Series, type ValueAt } from '../series/series.ts';
import { foundAgain } from '../series/twice.ts';
import type { Case } from './case.ts';

const alert = 'ConsoleBroken';
const END = 2700;
const WINDOW = 900;
const ERRORS = [{ cause: 'errors' }];
const NOT_STARTED = [{ cause: 'not_started' }];

interface Api {
  readonly path?: Path;
  readonly replica?: number;
}

function reported({ path = SCRAPED, replica = 0 }: Api, name: string, labels: Record<string, string>, value: ValueAt) {
  return metric({ path, job: 'qt-api', lives: ALWAYS, replica }, name, labels, END, value);
}

/** Errors of the page at these times, by kind. */
const errors = (api: Api, error: ValueAt, rejection: ValueAt = constant(0)): Series[] => [
  reported(api, 'qt_console_errors_total', { kind: 'error' }, error),
  reported(api, 'qt_console_errors_total', { kind: 'rejection' }, rejection),
];

/** Pages that were served at these times, and those that have started. */
const openings = (api: Api, served: ValueAt, started: ValueAt): Series[] => [
  reported(api, 'qt_console_openings_total', { stage: 'served' }, served),
  reported(api, 'qt_console_openings_total', { stage: 'started' }, started),
];

/** So often at once. */
const times = (count: number, at: number) => Array.from({ length: count }, () => at);

function byPath(path: Path): Case[] {
  // On the grid of scrapes, between those of a push each minute.
  const at = 615;
  const seen = Math.ceil(at / path.every) * path.every;
  return [
    {
      alert,
      about: ['errors'],
      name: `three errors fire at once, for a quarter of an hour, ${path.name}`,
      series: errors({ path }, events(...times(3, at))),
      expect: [
        { silent: [0, seen - 15] },
        { at: seen, firing: ERRORS },
        { firing: [seen, seen + WINDOW - 15], causes: ['errors'] },
        { silent: [seen + WINDOW, END] },
      ],
    },
    {
      alert,
      about: ['errors'],
      name: `two errors are silent, and so are two more after a quarter of an hour, ${path.name}`,
      series: errors({ path }, events(...times(2, at), ...times(2, at + WINDOW))),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      about: ['not_started'],
      name: `three pages that do not start fire after a minute, for a quarter of an hour, ${path.name}`,
      series: openings({ path }, events(...times(3, at)), constant(0)),
      expect: [
        { silent: [0, seen + 45] },
        { at: seen + 60, firing: NOT_STARTED },
        { firing: [seen + 60, seen + WINDOW - 15], causes: ['not_started'] },
        { silent: [seen + WINDOW, END] },
      ],
    },
    {
      alert,
      name: `pages that start within a minute are silent, ${path.name}`,
      series: openings({ path }, events(...times(9, at)), events(...times(9, at + path.every))),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      about: ['not_started'],
      name: `two pages that do not start are silent beside those that do, ${path.name}`,
      series: openings({ path }, events(...times(2, at), 480, 1080, 1680), events(480, 1080, 1680)),
      expect: [{ silent: [0, END] }],
    },
  ];
}

const together: Case[] = [
  {
    alert,
    about: ['errors'],
    name: 'errors of both kinds, and over a quarter of an hour, count together',
    series: errors({}, events(...times(2, 615)), events(615)),
    expect: [{ silent: [0, 600] }, { firing: [615, 1500], causes: ['errors'] }, { silent: [1515, END] }],
  },
  {
    alert,
    about: ['errors'],
    name: 'an error every five minutes fires with the third',
    series: errors({}, events(615, 915, 1215)),
    expect: [{ silent: [0, 1200] }, { firing: [1215, 1500], causes: ['errors'] }, { silent: [1515, END] }],
  },
  {
    alert,
    about: ['errors'],
    name: 'errors at three replicas of the API count together',
    series: [0, 1, 2].flatMap((replica) => errors({ replica }, events(615))),
    expect: [{ silent: [0, 600] }, { firing: [615, 1500], causes: ['errors'] }],
  },
  {
    alert,
    about: ['errors'],
    name: 'of an API found twice the larger count is right, and counts once',
    series: [...errors({}, constant(0)), ...foundAgain(errors({}, events(...times(2, 615), ...times(3, 1815))))],
    expect: [{ silent: [0, 1800] }, { firing: [1815, 2700], causes: ['errors'] }],
  },
  {
    alert,
    about: ['not_started'],
    name: 'a page that one replica served may start at another',
    series: [
      ...openings({}, events(...times(3, 615), ...times(3, 1215)), constant(0)),
      ...openings({ replica: 1 }, events(...times(3, 615)), events(...times(3, 615), ...times(3, 1215))),
      ...openings({ replica: 2 }, constant(0), events(...times(3, 615))),
    ],
    expect: [{ silent: [0, END] }],
  },
  {
    alert,
    about: ['not_started'],
    name: 'pages that three replicas have served and that do not start count together',
    series: [0, 1, 2].flatMap((replica) => openings({ replica }, events(615), constant(0))),
    expect: [{ silent: [0, 660] }, { firing: [675, 1500], causes: ['not_started'] }],
  },
  {
    alert,
    about: ['not_started'],
    name: 'one that starts counts as long as its opening does, and openings minutes apart count together',
    series: openings({}, events(315, 915, 1035, 1155), events(315)),
    expect: [{ silent: [0, 1200] }, { firing: [1215, 1800], causes: ['not_started'] }, { silent: [1815, END] }],
  },
  {
    alert,
    about: ['not_started'],
    name: 'pages that start minutes apart count together',
    series: openings({}, events(315, 435, 555, ...times(2, 675)), events(315, 435, 555)),
    expect: [{ silent: [0, END] }],
  },
  {
    alert,
    about: ['not_started'],
    name: 'of an API found twice the larger counts of pages are right, and count once',
    series: [
      ...openings({}, constant(0), constant(0)),
      ...foundAgain(openings({}, events(...times(4, 615), ...times(3, 1815)), events(...times(2, 615)))),
    ],
    expect: [{ silent: [0, 1860] }, { firing: [1875, 2700], causes: ['not_started'] }],
  },
];

const annotated: Case[] = [
  {
    alert,
    name: 'errors of the page fire with all labels',
    series: errors({}, events(...times(12, 615))),
    expect: [
      {
        at: 900,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-api', cause: 'errors' },
            summary: 'The console does not work in browsers',
            description:
              'Browsers that have the console open have reported 12 errors of its page in 15 minutes. The event console.error has type, place and build of each. Trading is not affected.',
          },
        ],
      },
    ],
  },
  {
    alert,
    name: 'a page that does not start fires with all labels',
    series: openings({}, events(...times(5, 615)), events(615)),
    expect: [
      {
        at: 900,
        alerts: [
          {
            labels: { severity: 'medium', service: 'qt-api', cause: 'not_started' },
            summary: 'The console does not work in browsers',
            description:
              'Browsers have opened the console 4 times in 15 minutes without its page starting: its script is missing, refused or fails at once, so it reports no error. Trading is not affected.',
          },
        ],
      },
    ],
  },
];

export const consoles: readonly Case[] = [...annotated, ...PATHS.flatMap(byPath), ...together];
