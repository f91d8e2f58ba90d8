import type { Alert, Condition, Recording } from './alert.ts';
import { promql } from './promql.ts';

/** What users are promised, over 30 days. */
export interface Objective {
  readonly id: 'availability' | 'latency';
  readonly title: string;
  /** The share of requests that must be good, 0 to 1. */
  readonly target: number;
  /** Requests per second over 5 min: all of them, and those that were not good, which may read what was recorded of all. */
  readonly all: string;
  readonly bad: string;
}

/** Requests of users and services: health and scrape requests neither count nor dilute. */
export const SERVED = 'route!~"/health.*|/metrics"';

/** What is recorded of an objective's requests: all of them, and those that missed it. */
export const REQUESTS = {
  availability: { all: 'qt:api_availability_all:rate5m', bad: 'qt:api_availability_bad:rate5m' },
  latency: { all: 'qt:api_latency_all:rate5m', bad: 'qt:api_latency_bad:rate5m' },
} as const;

export const OBJECTIVES: readonly Objective[] = [
  {
    id: 'availability',
    title: '99.5 % of API requests are not 5xx',
    target: 0.995,
    all: promql`sum(rate(qt_api_request_total{${SERVED}}[5m]))`,
    bad: promql`sum(rate(qt_api_request_total{status_code=~"5..", ${SERVED}}[5m])) or 0 * ${REQUESTS.availability.all}`,
  },
  {
    id: 'latency',
    title: '95 % of API requests are answered within 250 ms',
    target: 0.95,
    all: promql`sum(rate(qt_api_request_duration_seconds_count{${SERVED}}[5m]))`,
    bad: promql`${REQUESTS.latency.all} - sum(rate(qt_api_request_duration_seconds_bucket{le="0.25", ${SERVED}}[5m]))`,
  },
];

function ratio(id: Objective['id'], window: string): string {
  const { bad, all } = REQUESTS[id];
  return window === '5m' ? `${bad} / ${all}` : `sum_over_time(${bad}[${window}]) / sum_over_time(${all}[${window}])`;
}

/**
 * Each rate over all series of the API is read once, for every alert. Long windows are sums of these short rates: a rate
 * over days of every route would be read anew at each turn.
 */
export const objectiveRecordings: readonly Recording[] = OBJECTIVES.flatMap(
  ({ id, bad: badExpr, all: allExpr, title }) => [
    { record: REQUESTS[id].all, expr: allExpr, help: `Requests per second that count for: ${title}.` },
    { record: REQUESTS[id].bad, expr: badExpr, help: `Requests per second that miss: ${title}.` },
  ],
);

/** Evaluated every five minutes: what is left of the 30 days' error budget, 1 at full, below 0 when overspent. */
export const budgetRecordings: readonly Recording[] = OBJECTIVES.map(({ id, target, title }) => ({
  record: `qt:api_${id}:error_budget_left_ratio30d`,
  expr: promql`1 - (${ratio(id, '30d')}) / ${budgetOf(target)}`,
  help: `Error budget left over 30 days: ${title}.`,
}));

function budgetOf(target: number): string {
  return (1 - target).toFixed(4).replace(/0+$/, '');
}

interface Burn {
  readonly factor: number;
  readonly long: string;
  readonly short: string;
}

/** Burn rates and windows of Google's SRE workbook, chapter 5, table 5-8. */
const FAST: readonly Burn[] = [
  { factor: 14.4, long: '1h', short: '5m' },
  { factor: 6, long: '6h', short: '30m' },
];
const SLOW: readonly Burn[] = [
  { factor: 3, long: '1d', short: '2h' },
  { factor: 1, long: '3d', short: '6h' },
];

const burning = ({ id, target }: Objective, { factor, long, short }: Burn): Condition => ({
  cause: `burn_${long}`,
  for: '0s',
  expr: promql`
    (${ratio(id, long)}) > ${factor} * ${budgetOf(target)}
    and (${ratio(id, short)}) > ${factor} * ${budgetOf(target)}
  `,
  description: `{{ $value | humanizePercentage }} of requests of the last ${long} missed the objective, ${factor} times what the error budget of ${((1 - target) * 100).toFixed(1)} % allows.`,
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
