import { bursts, constant, events, steady } from '../series/count.ts';
import { ALWAYS, type Life, PATHS, type Path, SCRAPED } from '../series/path.ts';
import { metric, type Series, type ValueAt } from '../series/series.ts';
import type { Case } from './case.ts';

const alert = 'ApiErrorSpike';
const END = 2400;
const FIRING = [{ cause: 'errors' }];
/** Times from one to another, so many seconds apart. */
const each = (seconds: number, from: number, to: number): number[] =>
  Array.from({ length: Math.floor((to - from) / seconds) }, (_, n) => from + (n + 1) * seconds);
const FROM_START: readonly Life[] = [[0, Infinity]];

/** Requests by `METHOD route status`. */
type Traffic = Readonly<Record<string, ValueAt>>;

const PRICE = 'GET /api/prices/latest/:symbol';
const TRADE = 'POST /api/trades';
const CANDLES = 'GET /api/candles/:symbol';

function api(path: Path, traffic: Traffic, lives: readonly Life[] = FROM_START, replica = 0): Series[] {
  return Object.entries(traffic).map(([request, value]) => {
    const [method = '', route = '', status_code = ''] = request.split(' ');
    const labels = { route, method, status_code };
    return metric({ path, job: 'qt-api', lives, replica }, 'qt_api_request_total', labels, END, value);
  });
}

/** 1000 requests in each 15 s, of which `failed` fail, over three routes and three statuses. */
const failing = (count: number): Traffic => ({
  [`${PRICE} 200`]: steady(700 - count / 2),
  [`${PRICE} 503`]: steady(count / 2),
  [`${TRADE} 201`]: steady(199 - count / 4),
  [`${TRADE} 500`]: steady(count / 4),
  [`${CANDLES} 200`]: steady(101 - count / 4),
  [`${CANDLES} 502`]: steady(count / 4),
});

/** 122 of 2440 in each 15 s, whose rates sum to slightly more than 5 % in binary fractions. */
const EXACTLY: Traffic = {
  [`${PRICE} 200`]: steady(2318),
  [`${PRICE} 500`]: steady(32),
  [`${TRADE} 500`]: steady(27),
  [`${CANDLES} 502`]: steady(55),
  [`${TRADE} 503`]: steady(8),
};

function byPath(path: Path): Case[] {
  // A rate needs two samples.
  const seen = path.kind === 'scraped' ? path.every : 2 * path.every;
  return [
    {
      alert,
      name: `5.1 % of requests failing fires after five minutes of history and five more, ${path.name}`,
      series: api(path, failing(51)),
      expect: [{ silent: [0, seen + 585] }, { at: seen + 600, firing: FIRING }, { firing: [seen + 600, END] }],
    },
    {
      alert,
      name: `errors in the first minute after the first start are silent, ${path.name}`,
      series: api(path, { [`${PRICE} 200`]: steady(1), [`${PRICE} 503`]: steady(20, 0, 60) }),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `two failed requests in each five minutes are silent, five fire, ${path.name}`,
      series: api(path, {
        [`${PRICE} 200`]: events(...each(60, 0, END)),
        [`${PRICE} 503`]: events(...each(150, 0, 1200), ...each(60, 1200, END)),
      }),
      expect: [{ silent: [0, 1440] }, { firing: [1800, END] }],
    },
    {
      alert,
      name: `exactly 5 % of requests failing is silent, ${path.name}`,
      series: api(path, failing(50)),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `no traffic is silent, ${path.name}`,
      series: api(path, { [`${PRICE} 200`]: constant(0), [`${PRICE} 503`]: constant(0) }),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `a single failed request in an idle minute is silent, ${path.name}`,
      series: api(path, { [`${PRICE} 200`]: events(30), [`${PRICE} 503`]: events(601) }),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `one failed request with one request per minute is silent, ${path.name}`,
      series: api(path, {
        [`${PRICE} 200`]: events(...[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18].map((n) => n * 60)),
        [`${PRICE} 503`]: events(600),
      }),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `client errors, aborted requests and unmatched routes are silent, ${path.name}`,
      series: api(path, {
        [`${PRICE} 200`]: steady(1),
        [`${PRICE} 404`]: steady(20),
        [`${TRADE} 403`]: steady(20),
        [`${TRADE} 499`]: steady(20),
        'GET unmatched 404': steady(50),
      }),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `failing requests for health, metrics and pages do not count, ${path.name}`,
      series: api(path, {
        [`${PRICE} 200`]: steady(10),
        'GET /health 503': steady(10),
        'GET /health/ready 503': steady(10),
        'GET /health/scheduler 500': steady(10),
        'GET /metrics 500': steady(10),
        'GET /docs 500': steady(10),
        'GET /docs/start.js 500': steady(10),
        'GET /openapi.json 500': steady(10),
        'GET /runbooks 500': steady(10),
        'GET /runbooks/:alert 500': steady(10),
      }),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `good requests for health, metrics and pages do not dilute, ${path.name}`,
      series: api(path, {
        ...failing(60),
        'GET /health 200': steady(1000),
        'GET /health/live 200': steady(1000),
        'GET /metrics 200': steady(1000),
        'GET /docs 200': steady(1000),
        'GET /openapi.json 200': steady(1000),
        'GET /runbooks/:alert 200': steady(1000),
      }),
      expect: [{ firing: [780, END] }],
    },
    {
      alert,
      name: `errors that end are silent once they have left the five-minute window, ${path.name}`,
      series: api(path, { [`${PRICE} 200`]: steady(100), [`${PRICE} 500`]: steady(10, 0, 1200) }),
      expect: [{ firing: [780, 1305] }, { silent: [1620, END] }],
    },
    {
      alert,
      name: `errors for just under five minutes are silent, ${path.name}`,
      // 60 % at once: above 5 % from the next report on, and for at most 285 s after the last.
      series: api(path, { [`${PRICE} 200`]: steady(1000), [`${PRICE} 500`]: events(600) }),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `one of five replicas with 10 % errors, 2 % of all, is silent, ${path.name}`,
      series: [0, 1, 2, 3, 4].flatMap((n) => api(path, failing(n === 4 ? 100 : 0), FROM_START, n)),
      expect: [{ silent: [0, END] }],
    },
    {
      alert,
      name: `five replicas that all fail are one alert, through a rolling restart, ${path.name}`,
      series: [0, 1, 2, 3, 4].flatMap((n) =>
        api(
          path,
          failing(80),
          [
            [-60, 600 + n * 120],
            [630 + n * 120, Infinity],
          ],
          n,
        ),
      ),
      expect: [{ at: 780, firing: FIRING }, { firing: [780, END] }],
    },
    {
      alert,
      name: `restarts of a healthy service are silent, ${path.name}`,
      series: api(path, failing(40), [
        [-60, 600],
        [630, 1200],
        [1215, Infinity],
      ]),
      expect: [{ silent: [0, END] }],
    },
  ];
}

const window: Case = {
  alert,
  name: 'a request counts for five minutes, not for less and not for more',
  series: api(SCRAPED, { [`${PRICE} 200`]: bursts(100, 600) }),
  expect: [
    { at: 585, query: 'qt:api_requests:rate5m > bool 0', value: 0 },
    { at: 870, query: 'qt:api_requests:rate5m > bool 0', value: 1 },
    { at: 885, query: 'qt:api_requests:rate5m > bool 0', value: 0 },
  ],
};

/** A status that never occurred has no series. */
const nothingFailed = [steady(1), constant(0)].map(
  (served, idle): Case => ({
    alert,
    name: `without a series of failed requests, no bad requests are recorded, ${idle ? 'without' : 'with'} requests`,
    series: api(SCRAPED, { [`${PRICE} 200`]: served }),
    expect: [{ at: END, query: 'count(qt:api_requests_failed:rate5m == 0)', value: 1 }],
  }),
);

export const apiErrorSpike: readonly Case[] = [
  window,
  ...nothingFailed,
  {
    alert,
    name: 'a spike fires with its share and all labels',
    series: api(SCRAPED, { [`${PRICE} 200`]: steady(90), [`${TRADE} 503`]: steady(10) }, ALWAYS),
    expect: [
      {
        at: 900,
        alerts: [
          {
            labels: { severity: 'high', service: 'qt-api', cause: 'errors' },
            summary: 'More than 5 % of API requests fail',
            description: '10% of API requests failed with 5xx in the last 5 minutes (limit 5 %).',
          },
        ],
      },
    ],
  },
  {
    alert,
    name: 'links have the URLs of a deployment',
    series: api(SCRAPED, { [`${PRICE} 200`]: steady(90), [`${TRADE} 503`]: steady(10) }, ALWAYS),
    external: { runbooks: 'https://wiki.example/runbooks', grafana: 'https://grafana.example' },
    expect: [
      {
        at: 900,
        alerts: [
          {
            labels: { severity: 'high', service: 'qt-api', cause: 'errors' },
            summary: 'More than 5 % of API requests fail',
            description: '10% of API requests failed with 5xx in the last 5 minutes (limit 5 %).',
          },
        ],
      },
    ],
  },
  {
    alert,
    name: 'an error once a minute counts as continuous errors',
    series: api(SCRAPED, { [`${PRICE} 200`]: steady(100), [`${PRICE} 500`]: bursts(40, 60) }),
    expect: [{ at: END, firing: FIRING }, { firing: [900, END] }],
  },
  {
    alert,
    name: 'an error every four and a half minutes counts as continuous errors',
    series: api(SCRAPED, { [`${PRICE} 200`]: steady(10), [`${PRICE} 500`]: bursts(90, 270) }),
    expect: [{ firing: [1200, END] }],
  },
  {
    alert,
    name: 'exactly 5 % over routes whose rates sum to slightly more is silent',
    series: api(SCRAPED, EXACTLY),
    expect: [{ silent: [0, END] }],
  },
  ...PATHS.flatMap(byPath),
];
