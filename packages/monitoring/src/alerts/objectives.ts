import type { Alert, Condition, Recording } from './alert.ts';
import { promql } from './promql.ts';

/** Health checks, scrapes and pages for operators count neither as good nor as bad requests. */
const OPERATIONAL = 'operational|/health.*|/metrics|/docs.*|/openapi[.]json|/runbooks.*';

/** Requests of users and services. */
export const SERVED = `route!~"${OPERATIONAL}"`;

/** Requests of the scheduler: background work, for which no user waits. */
const BACKGROUND = '/internal/.*';
/** Per second: below this, user requests are too few to judge latency. */
const LEAST_USER_RATE = 0.05;
const FROM_USERS = `route!~"${OPERATIONAL}|${BACKGROUND}"`;

/** Recorded rates of API requests, per second over 5 min. */
export const REQUESTS = {
  all: 'qt:api_requests:rate5m',
  failed: 'qt:api_requests_failed:rate5m',
  asked: 'qt:api_requests_asked:rate5m',
  slow: 'qt:api_requests_slow:rate5m',
} as const;

/**
 * Each rate over all series of the API is computed once for all alerts. Long windows are sums of these short rates: a
 * rate over days of every route would be too costly at each evaluation. `on ()` joins what is recorded, which may carry the
 * labels of an environment, with what is summed here.
 */
export const objectiveRecordings: readonly Recording[] = [
  {
    record: REQUESTS.all,
    expr: promql`sum(rate(qt_api_request_total{${SERVED}}[5m]))`,
    help: 'Requests to the API per second, without health checks, scrapes and pages for operators.',
  },
  {
    record: REQUESTS.failed,
    // A status that never occurred has no series.
    expr: promql`sum(rate(qt_api_request_total{status_code=~"5..", ${SERVED}}[5m])) or on () 0 * ${REQUESTS.all}`,
    help: 'Those of them that failed with 5xx.',
  },
  {
    record: REQUESTS.asked,
    expr: promql`${REQUESTS.all} - on () (sum(rate(qt_api_request_total{route=~"${BACKGROUND}"}[5m])) or vector(0)) > ${LEAST_USER_RATE} or on () 0 * ${REQUESTS.all}`,
    help: `Those of them that a user waited for, without those of the scheduler (\`/internal/…\`); 0 while there are ${LEAST_USER_RATE * 300} in 5 minutes or fewer, when a single slow one would be a burn.`,
  },
  {
    record: REQUESTS.slow,
    expr: promql`clamp_min(${REQUESTS.asked} - on () sum(rate(qt_api_request_duration_seconds_bucket{le="0.25", ${FROM_USERS}}[5m])), 0)`,
    help: 'Those of them that took longer than 250 ms.',
  },
];

/** A service level objective, over 30 days. */
export interface Objective {
  readonly id: 'availability' | 'latency';
  readonly title: string;
  /** The share of requests that must be good, 0 to 1. */
  readonly target: number;
  /** Recording rules: the requests that count, and the bad ones among them. */
  readonly all: string;
  readonly bad: string;
  /** How a message describes the bad ones. */
  readonly missed: string;
}

export const OBJECTIVES: readonly Objective[] = [
  {
    id: 'availability',
    title: '99.5 % of API requests are not 5xx',
    target: 0.995,
    all: REQUESTS.all,
    bad: REQUESTS.failed,
    missed: 'failed with 5xx',
  },
  {
    id: 'latency',
    title: '95 % of API requests are answered within 250 ms',
    target: 0.95,
    all: REQUESTS.asked,
    bad: REQUESTS.slow,
    missed: 'took longer than 250 ms',
  },
];

function ratio({ bad, all }: Objective, window: string): string {
  return window === '5m' ? `${bad} / ${all}` : `sum_over_time(${bad}[${window}]) / sum_over_time(${all}[${window}])`;
}

/** Evaluated every five minutes: the error budget left over 30 days, 1 when full, below 0 when overspent. */
export const budgetRecordings: readonly Recording[] = OBJECTIVES.map((objective) => ({
  record: `qt:api_${objective.id}:error_budget_left_ratio30d`,
  // Without requests nothing is spent.
  expr: promql`1 - sum_over_time(${objective.bad}[30d]) / clamp_min(sum_over_time(${objective.all}[30d]), 1e-9) / ${budgetOf(objective.target)}`,
  help: `Error budget left over 30 days: ${objective.title}.`,
}));

function budgetOf(target: number): string {
  return (1 - target).toFixed(4).replace(/0+$/, '');
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}

interface Burn {
  readonly factor: number;
  readonly long: string;
  readonly short: string;
  /** Ends with the burn, not half an hour after it: who was paged for the errors is not paged again when they are over. */
  readonly endsAtOnce?: boolean;
}

/** Burn rates and windows of Google's SRE workbook, chapter 5, table 5-8. */
const FAST: readonly Burn[] = [
  { factor: 14.4, long: '1h', short: '5m' },
  { factor: 6, long: '6h', short: '30m', endsAtOnce: true },
];
const SLOW: readonly Burn[] = [
  { factor: 3, long: '1d', short: '2h' },
  { factor: 1, long: '3d', short: '6h' },
];

const burning = (objective: Objective, { factor, long, short, endsAtOnce = false }: Burn): Condition => ({
  cause: `burn_${long}`,
  for: '0s',
  // A window without its history shows the share of a shorter one.
  expr: [
    ...[long, short, ...(endsAtOnce ? ['5m'] : [])].map(
      (window) => `(${ratio(objective, window)}) > ${factor} * ${budgetOf(objective.target)}`,
    ),
    `present_over_time(${objective.all}[1h] offset ${long})`,
  ].join('\nand '),
  description: `{{ $value | humanizePercentage }} of API requests in the last ${long} ${objective.missed} (limit ${percent(factor * (1 - objective.target))}: ${factor} times the error budget of ${percent(1 - objective.target)}).`,
});

const burnAlert = (objective: Objective, speed: 'Fast' | 'Slow', burns: readonly Burn[]): Alert => ({
  name: `Api${objective.id === 'availability' ? 'Availability' : 'Latency'}${speed}Burn`,
  severity: speed === 'Fast' ? 'high' : 'medium',
  service: 'qt-api',
  dashboard: 'overview',
  summary: `The error budget burns ${speed === 'Fast' ? 'fast' : 'slowly'}: ${objective.title}`,
  conditions: burns.map((burn) => burning(objective, burn)) as [Condition, ...Condition[]],
});

export const burnAlerts: readonly Alert[] = OBJECTIVES.flatMap((objective) => [
  burnAlert(objective, 'Fast', FAST),
  burnAlert(objective, 'Slow', SLOW),
]);
