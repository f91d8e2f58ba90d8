import { OBJECTIVES, SERVED } from '../../alerts/objectives.ts';
import { COLOUR, steps } from '../build/colours.ts';
import { statPanel } from '../build/panels.ts';
import { latest } from '../build/targets.ts';
import { quantile, rate } from '../series.ts';

/** Requests of users and services, as the alerts count them. */
export const served = { route: SERVED.slice('route'.length) as `!~"${string}"` };
const failed = rate('qt_api_request_total', { ...served, status_code: '=~"5.."' });

/** The share of the API's requests that fail with 5xx; nothing without traffic. */
export const errorRate = `sum(${failed}) / (sum(${rate('qt_api_request_total', served)}) > 0)`;

export const errorStat = () =>
  statPanel({
    title: 'Error rate',
    description: 'Share of API requests that fail with 5xx. Above 5 % for 5 minutes, ApiErrorSpike fires.',
    width: 6,
    height: 4,
    unit: 'percentunit',
    targets: [latest(errorRate, '5xx')],
  })
    .decimals(1)
    .noValue('no requests')
    .thresholds(steps(COLOUR.good, [0.01, COLOUR.warning], [0.05, COLOUR.bad]));

export const p95Stat = () =>
  statPanel({
    title: 'Latency, p95',
    description: 'Of API requests. The objective: 95 % within 250 ms.',
    width: 6,
    height: 4,
    unit: 's',
    targets: [latest(`${quantile(0.95, 'qt_api_request_duration_seconds', [], served)} > 0`, 'p95')],
  })
    .noValue('no requests')
    .thresholds(steps(COLOUR.good, [0.25, COLOUR.warning], [1, COLOUR.bad]));

export const budgetStat = () =>
  statPanel({
    title: 'Error budget left, 30 days',
    description: `The share of failures still allowed before an objective is missed. ${OBJECTIVES.map(({ title }) => title).join('; ')}. Below 0: missed.`,
    width: 6,
    height: 4,
    unit: 'percentunit',
    targets: OBJECTIVES.map(({ id }) => latest(`qt:api_${id}:error_budget_left_ratio30d`, id)),
  })
    .decimals(1)
    .noValue('known in 5 min')
    .thresholds(steps(COLOUR.bad, [0, COLOUR.warning], [0.25, COLOUR.good]));
