import { ALWAYS, type Life, PATHS, type Path, SCRAPED, STEP } from '../series/path.ts';
import { metric, type Series, type ValueAt } from '../series/series.ts';
import type { Case, Expectation } from './case.ts';

const MINUTE = 60;
/** Requests in each 15 s: enough that every share is a whole number. */
const REQUESTS = 100_000;

/** A phase: for this long (min), this share of requests is bad. */
type Phase = readonly [minutes: number, share: number];

/** The bad and the good requests so far; the last phase goes on. */
function counters(phases: readonly Phase[]): { bad: ValueAt; good: ValueAt } {
  const badSteps = (t: number) => {
    let left = Math.max(0, t);
    let bad = 0;
    phases.forEach(([minutes, share], n) => {
      const spent = n === phases.length - 1 ? left : Math.min(left, minutes * MINUTE);
      bad += (spent / STEP) * Math.round(share * REQUESTS);
      left -= spent;
    });
    return bad;
  };
  // A process's counters start at 0.
  const since = (count: (t: number) => number): ValueAt => {
    return (t, [from]) => count(t) - count(Math.max(0, from));
  };
  return { bad: since(badSteps), good: since((t) => (Math.max(0, t) / STEP) * REQUESTS - badSteps(t)) };
}

interface Source {
  readonly path?: Path;
  readonly lives?: readonly Life[];
  readonly replica?: number;
  /** Seconds between two samples. */
  readonly step?: number;
}
type Requests = (phases: readonly Phase[], until: number, source?: Source) => Series[];

const ROUTE = { route: '/api/trades', method: 'POST' };
const HEALTH = { route: '/health/ready', method: 'GET' };
const WALK = { route: '/internal/scan', method: 'POST' };

/** Failed requests, beside health requests that always fail or never do. */
const failed: Requests = (phases, until, { path = SCRAPED, lives = ALWAYS, replica = 0, step = STEP } = {}) => {
  const { bad, good } = counters(phases);
  const one = (labels: Record<string, string>, value: ValueAt) =>
    metric({ path, job: 'qt-api', lives, replica }, 'qt_api_request_total', labels, until, value, step);
  return [
    one({ ...ROUTE, status_code: '201' }, good),
    one({ ...ROUTE, status_code: '503' }, bad),
    one({ ...HEALTH, status_code: '503' }, (t) => Math.max(0, t) * 10),
    one({ route: '/metrics', method: 'GET', status_code: '200' }, (t) => Math.max(0, t) * 1000),
  ];
};

/** Slow requests, beside health requests and walks that are always slow and scrapes that never are. */
const slow: Requests = (phases, until, { path = SCRAPED, lives = ALWAYS, replica = 0, step = STEP } = {}) => {
  const { bad, good } = counters(phases);
  const one = (name: string, labels: Record<string, string>, value: ValueAt) =>
    metric(
      { path, job: 'qt-api', lives, replica },
      `qt_api_request_${name}`,
      { ...labels, status_code: '200' },
      until,
      value,
      step,
    );
  const all: ValueAt = (t, life) => (bad(t, life) ?? 0) + (good(t, life) ?? 0);
  return [
    one('duration_seconds_bucket', { ...ROUTE, le: '0.1' }, () => 0),
    one('duration_seconds_bucket', { ...ROUTE, le: '0.25' }, good),
    one('duration_seconds_bucket', { ...ROUTE, le: '0.5' }, all),
    one('duration_seconds_bucket', { ...ROUTE, le: '+Inf' }, all),
    one('total', ROUTE, all),
    one('duration_seconds_bucket', { ...WALK, le: '0.25' }, () => 0),
    one('total', WALK, (t) => Math.max(0, t) * 20),
    one('duration_seconds_bucket', { ...HEALTH, le: '0.25' }, () => 0),
    one('total', HEALTH, (t) => Math.max(0, t) * 10),
    one('duration_seconds_bucket', { route: '/metrics', method: 'GET', le: '0.25' }, (t) => Math.max(0, t) * 1000),
    one('total', { route: '/metrics', method: 'GET' }, (t) => Math.max(0, t) * 1000),
  ];
};

interface Burn {
  readonly cause: string;
  readonly factor: number;
  /** Minutes. */
  readonly long: number;
  readonly short: number;
  readonly endsAtOnce?: boolean;
}

interface Objective {
  readonly name: 'Availability' | 'Latency';
  readonly title: string;
  /** The share that may be bad. */
  readonly budget: number;
  readonly requests: Requests;
  /** The share of bad ones, of what is recorded. */
  readonly recordedShare: string;
  /** Their name in messages. */
  readonly missed: string;
}

const OBJECTIVES: readonly Objective[] = [
  {
    name: 'Availability',
    title: '99.5 % of API requests are not 5xx',
    budget: 0.005,
    requests: failed,
    recordedShare: 'qt:api_requests_failed:rate5m / qt:api_requests:rate5m',
    missed: 'failed with 5xx',
  },
  {
    name: 'Latency',
    title: '95 % of API requests are answered within 250 ms',
    budget: 0.05,
    requests: slow,
    recordedShare: 'qt:api_requests_slow:rate5m / qt:api_requests_asked:rate5m',
    missed: 'took longer than 250 ms',
  },
];
const FAST: readonly Burn[] = [
  { cause: 'burn_1h', factor: 14.4, long: 60, short: 5 },
  { cause: 'burn_6h', factor: 6, long: 360, short: 30, endsAtOnce: true },
];
const SLOW: readonly Burn[] = [
  { cause: 'burn_1d', factor: 3, long: 1440, short: 120 },
  { cause: 'burn_3d', factor: 1, long: 4320, short: 360 },
];

function burns({ name, budget, requests }: Objective, speed: 'Fast' | 'Slow', burn: Burn): Case[] {
  const { cause, factor, long, short, endsAtOnce = false } = burn;
  const alert = `Api${name}${speed}Burn`;
  const limit = factor * budget;
  const evaluateEvery = long > 1440 ? 600 : long > 360 ? 300 : 60;
  // Two samples at least in each 5 min.
  const sampledEvery = long > 360 ? 150 : 60;
  const tick = evaluateEvery / MINUTE;
  const what = `${name.toLowerCase()}, ${cause}`;
  const fires = (minutes: number, value: 0 | 1): Expectation => ({
    at: Math.round(minutes / tick) * evaluateEvery,
    query: `count(ALERTS{alertname="${alert}", cause="${cause}", alertstate="firing"}) or vector(0)`,
    value,
  });
  const situation = (sentence: string, phases: readonly Phase[], ...expect: readonly Expectation[]): Case => ({
    alert,
    about: [cause],
    name: `${what}: ${sentence}`,
    evaluateEvery,
    sampledEvery,
    series: requests(phases, Math.max(...expect.map((each) => ('at' in each ? each.at : 0))), { step: sampledEvery }),
    expect,
  });
  // Everything is bad from `long` on. The rates of 5 min lag behind by 2.5 min once they are full.
  const onset = limit * long > 2.5 ? long + limit * long + 2.5 : long + Math.sqrt(10 * limit * long);
  // It was bad long enough for the long window to stay above the limit, and is good again.
  const outage = Math.min(0.9 * long, 2 * limit * long + 5);
  const last = endsAtOnce ? 5 : short;
  const relief = long + outage + last * (1 - limit) + (last > 5 ? 2.5 : 0);
  return [
    situation(`a share 2 % above the limit fires`, [[1, limit * 1.02]], fires(long + 10, 1)),
    situation(`a share 2 % below the limit is silent`, [[1, limit * 0.98]], fires(long + 10, 0)),
    situation(
      `it waits until the long window has its history`,
      [[1, Math.min(1, limit * 3)]],
      fires(long, 0),
      fires(long + tick, 1),
    ),
    {
      ...situation(
        `after a gap, a report of up to an hour before the long window is history enough`,
        [[1, Math.min(1, limit * 3)]],
        fires(2 * long + (tick === 1 ? 56 : 50), 1),
        fires(2 * long + 70, 0),
      ),
      series: requests([[1, Math.min(1, limit * 3)]], (2 * long + 70) * MINUTE, {
        step: sampledEvery,
        lives: [
          [-60, long * MINUTE + 1],
          [(2 * long + 40) * MINUTE, Infinity],
        ],
      }),
    },
    ...(endsAtOnce ? atOnce(situation, fires, limit, long) : []),
    situation(
      `all of the long window a tenth above the limit fires, whatever was good before`,
      [
        [Math.ceil(0.3 * long), 0],
        [long, limit * 1.1],
      ],
      fires(Math.ceil(0.3 * long) + long, 1),
    ),
    situation(
      `all of the long window just below the limit is silent, whatever was bad before`,
      [
        [Math.ceil(0.3 * long), Math.min(1, limit * 3)],
        [long, limit * 0.95],
      ],
      fires(Math.ceil(0.3 * long) + long + 5 + tick, 0),
    ),
    situation(
      `a long window far above and a short one 2 % below is silent`,
      [
        [long, Math.min(1, limit * 3)],
        [short, limit * 0.98],
      ],
      fires(long + short + 5 + tick, 0),
    ),
    situation(
      `a short window above and a long one just below is silent`,
      [
        [long, limit * 0.95],
        [short, limit * 1.1],
      ],
      fires(long + short + 5 + tick, 0),
    ),
    situation(
      `after good times it fires when the long window has had its part of bad ones`,
      [
        [long, 0],
        [1, 1],
      ],
      fires(onset - 2 * tick, 0),
      fires(onset + 2 * tick, 1),
    ),
    situation(
      `it ends when the ${endsAtOnce ? 'last five minutes are' : 'short window is'} good again, with the long one still bad`,
      [
        [long, 0],
        [outage, 1],
        [1, 0],
      ],
      fires(relief - 1.3 * tick, 1),
      fires(relief + 2 * tick, 0),
    ),
  ];
}

/** The middle window and the last five minutes, each at its limit while the others are far above theirs. */
function atOnce(
  situation: (sentence: string, phases: readonly Phase[], ...expect: readonly Expectation[]) => Case,
  fires: (minutes: number, value: 0 | 1) => Expectation,
  limit: number,
  long: number,
): Case[] {
  const far: Phase = [long, Math.min(1, limit * 3)];
  // A rate over the 4 steps of 5 min rises by a quarter each minute: 16 min of bad requests are 14.5 min of 30.
  const ofThirty = (share: number): readonly Phase[] => [far, [20, 0], [16, (share * limit * 30) / 14.5]];
  return [
    situation('thirty minutes 2 % below the limit are silent', ofThirty(0.98), fires(long + 36, 0)),
    situation('thirty minutes 2 % above the limit fire', ofThirty(1.02), fires(long + 36, 1)),
    situation('the last five minutes 2 % below the limit are silent', [far, [8, limit * 0.98]], fires(long + 8, 0)),
    situation('the last five minutes 2 % above the limit fire', [far, [8, limit * 1.02]], fires(long + 8, 1)),
  ];
}

/** What is recorded of bad requests. */
const BAD = {
  Availability: 'max(qt:api_requests_failed:rate5m)',
  Latency: 'max(qt:api_requests_slow:rate5m)',
} as const;

function everywhere({ name, budget, requests, recordedShare }: Objective): Case[] {
  const alert = `Api${name}FastBurn`;
  const bad: readonly Phase[] = [[1, Math.min(1, 20 * budget)]];
  return [
    ...PATHS.map((path) => ({
      alert,
      name: `${name.toLowerCase()}: five replicas that burn budget are one alert, through a rolling restart, ${path.name}`,
      series: [0, 1, 2, 3, 4].flatMap((replica) =>
        requests(bad, 7200, {
          path,
          replica,
          lives: [
            [-60, 4500 + replica * 120],
            [4530 + replica * 120, Infinity],
          ],
        }),
      ),
      expect: [
        { at: 7200, firing: [{ cause: 'burn_1h' }] },
        { firing: [3600 + Math.max(STEP, path.every), 7200] as const, causes: ['burn_1h'] },
      ],
    })),
    ...PATHS.map((path) => ({
      alert,
      name: `${name.toLowerCase()}: no traffic is silent, ${path.name}`,
      series: requests([[1, 0]], 1800, { path }).map(({ series }) => ({ series, values: '0x120' })),
      expect: [{ silent: [0, 1800] as const }, { at: 1800, query: BAD[name], value: 0 }],
    })),
    {
      alert,
      name: `${name.toLowerCase()}: one bad replica of five within the budget of all is silent`,
      series: [0, 1, 2, 3, 4].flatMap((replica) => requests([[1, replica === 0 ? budget * 5 : 0]], 3600, { replica })),
      expect: [
        { silent: [0, 3600] as const },
        {
          at: 3600,
          query: `round(${recordedShare}, 0.0001)`,
          value: budget,
        },
      ],
    },
  ];
}

/** The share above which each alert fires. */
const LIMITS: Readonly<Record<string, string>> = {
  'Availability burn_1h': '7.2 %',
  'Availability burn_6h': '3 %',
  'Availability burn_1d': '1.5 %',
  'Availability burn_3d': '0.5 %',
  'Latency burn_1h': '72 %',
  'Latency burn_6h': '30 %',
  'Latency burn_1d': '15 %',
  'Latency burn_3d': '5 %',
};

/** Both rules of an alert in full, and what Prometheus records for it. */
function annotated(
  { name, title, budget, requests, recordedShare, missed }: Objective,
  speed: 'Fast' | 'Slow',
  burns: readonly Burn[],
): Case {
  const share = Math.min(0.9, budget * (speed === 'Fast' ? 15 : 4));
  const alert = `Api${name}${speed}Burn`;
  const severity = speed === 'Fast' ? 'high' : 'medium';
  const at = (Math.max(...burns.map(({ long }) => long)) + 60) * MINUTE;
  return {
    alert,
    name: `${name.toLowerCase()}: a ${speed.toLowerCase()} burn fires with its share and all labels`,
    evaluateEvery: speed === 'Fast' ? 60 : 600,
    sampledEvery: speed === 'Fast' ? 60 : 150,
    series: requests([[1, share]], at, { step: speed === 'Fast' ? 60 : 150 }),
    expect: [
      {
        at,
        alerts: burns.map(({ cause, factor }) => ({
          labels: { severity, service: 'qt-api', cause },
          summary: `The error budget burns ${speed === 'Fast' ? 'fast' : 'slowly'}: ${title}`,
          description: `${Number((share * 100).toFixed(2))}% of API requests in the last ${cause.slice(5)} ${missed} (limit ${LIMITS[`${name} ${cause}`]}: ${factor} times the error budget of ${budget * 100} %).`,
        })),
      },
      {
        at,
        query: `round(${recordedShare}, 0.0001)`,
        value: Number(share.toFixed(4)),
      },
    ],
  };
}

/** What counts as asked by somebody, by the requests of users and the walks so far. */
const asked = (sentence: string, rate: number, users: ValueAt, walks?: ValueAt): Case => ({
  alert: 'ApiLatencyFastBurn',
  name: `latency: ${sentence}`,
  series: [[ROUTE, users] as const, ...(walks === undefined ? [] : [[WALK, walks] as const])].map(([labels, value]) =>
    metric(
      { path: SCRAPED, job: 'qt-api', lives: ALWAYS },
      'qt_api_request_total',
      { ...labels, status_code: '200' },
      795,
      value,
    ),
  ),
  expect: [
    { at: 795, query: `round(qt:api_requests_asked:rate5m, 0.01)`, value: rate },
    { at: 795, query: `count(qt:api_requests_asked:rate5m)`, value: 1 },
  ],
});
const everySecond: ValueAt = (t) => Math.max(0, t);
const each = (seconds: number): ValueAt => {
  return (t) => Math.max(0, t) / seconds;
};

const whoAsked: readonly Case[] = [
  asked('scans that have just begun are not user requests', 1, everySecond, (t) => Math.max(0, t - 600) * 3),
  asked('without a walk all requests are of users', 1, everySecond),
  asked('where only walks are made nobody asked', 0, () => 0, everySecond),
  asked('where nothing is asked at all it is 0', 0, () => 0),
  asked('15 requests in five minutes are too few to judge', 0, each(20), everySecond),
  asked('15.5 in five minutes are enough', 0.05, each(300 / 15.5), everySecond),
];

/** With few requests a single slow one would dominate. */
const fewRequests: readonly Case[] = PATHS.map((path) => ({
  alert: 'ApiLatencyFastBurn',
  name: `latency: one slow request every half minute is silent, ${path.name}`,
  series: slow([[1, 1]], 1800, { path }).map((one) =>
    one.series.includes(ROUTE.route) && one.series.includes('_total') ? { ...one, values: '0+0.5x120' } : one,
  ),
  expect: [{ silent: [0, 1800] as const }],
}));

/** A system without user requests, which only runs its scans. */
const walksAlone: readonly Case[] = PATHS.map((path) => ({
  alert: 'ApiLatencyFastBurn',
  name: `latency: slow scans in a system without user requests are silent, ${path.name}`,
  series: slow([[1, 0]], 1800, { path }).map((each) =>
    each.series.includes(ROUTE.route) ? { ...each, values: '0x120' } : each,
  ),
  expect: [{ silent: [0, 1800] as const }],
}));

export const objectives: readonly Case[] = [
  ...whoAsked,
  ...fewRequests,
  ...walksAlone,
  ...OBJECTIVES.flatMap((objective) => [
    annotated(objective, 'Fast', FAST),
    annotated(objective, 'Slow', SLOW),
    ...everywhere(objective),
    ...FAST.flatMap((burn) => burns(objective, 'Fast', burn)),
    ...SLOW.flatMap((burn) => burns(objective, 'Slow', burn)),
  ]),
];

const DAY = 24 * 60;

/** Of the series that no alert reads: what is left of the budget. */
export const errorBudget: readonly Case[] = OBJECTIVES.flatMap(({ name, budget, requests }) => {
  const record = `qt:api_${name.toLowerCase()}:error_budget_left_ratio30d`;
  const left = (day: number, value: number): Expectation => ({
    at: day * DAY * MINUTE,
    query: `round(${record}, 0.01)`,
    value,
  });
  return [
    {
      alert: record,
      name: `${name.toLowerCase()}: half of the budget is left when half of the allowed requests are bad`,
      evaluateEvery: 300,
      series: requests([[1, budget / 2]], 14_400),
      expect: [{ at: 14_400, query: `round(${record}, 0.001)`, value: 0.5 }],
    },
    {
      alert: record,
      name: `${name.toLowerCase()}: the whole budget is left without requests`,
      evaluateEvery: 300,
      series: requests([[1, 0]], 1800).map(({ series }) => ({ series, values: '0x120' })),
      expect: [{ at: 1800, query: `round(${record}, 0.01)`, value: 1 }],
    },
    {
      alert: record,
      name: `${name.toLowerCase()}: bad requests count for thirty days and no longer`,
      evaluateEvery: 3600,
      sampledEvery: 150,
      // For a day fifteen times what is allowed, half of the budget of 30; once more a month later.
      series: requests(
        [
          [DAY, budget * 15],
          [30 * DAY, 0],
          [DAY, budget * 15],
        ],
        32 * DAY * MINUTE,
        { step: 150 },
      ),
      expect: [left(29, Number((1 - 15 / 29).toFixed(2))), left(31, 1), left(32, 0.5)],
    },
  ];
});
