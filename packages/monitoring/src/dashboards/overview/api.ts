import { OBJECTIVES, SERVED } from '../../alerts/objectives.ts';
import { COLOUR, steps } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { toLogs, toTraces } from '../build/links.ts';
import { dashedThresholds, heatmapPanel, linesPanel, statPanel } from '../build/panels.ts';
import { buckets, latest, percentiles, trend } from '../build/targets.ts';
import { histogramRate, quantile, rate } from '../series.ts';

/** Requests of users and services, as the alerts count them. */
const served = { route: SERVED.slice('route'.length) as `!~"${string}"` };
const slowTraces = toTraces('Slow traces of this time', '{ resource.service.name = "qt-api" && duration > 250ms }');
const failures = toLogs('Errors of the API at this time', '{service_name="qt-api"} | level="error"');

const latency = heatmapPanel({
  title: 'API latency',
  description:
    'Requests per minute by duration, without health checks and scrapes. A second band above the first is a dependency that is slow or times out: see Data sources.',
  width: 12,
  height: 8,
  unit: 's',
  targets: [buckets(`60 * sum by (le) (${histogramRate('qt_api_request_duration_seconds', 'bucket', served)})`)],
}).dataLinks([slowTraces]);

const requests = rate('qt_api_request_total', served);
const failed = rate('qt_api_request_total', { ...served, status_code: '=~"5.."' });

const errors = linesPanel({
  title: 'API error rate',
  description:
    'Share of requests that failed with 5xx. Normal: 0. Above 5 % for 5 minutes, ApiErrorSpike fires. Without traffic there is no line.',
  width: 12,
  height: 8,
  unit: 'percentunit',
  targets: [trend(`sum(${failed}) / sum(${requests})`, '5xx')],
})
  .thresholds(steps(COLOUR.good, [0.05, COLOUR.bad]))
  .thresholdsStyle(dashedThresholds())
  .axisSoftMax(0.06)
  .dataLinks([failures, slowTraces]);

const quantiles = linesPanel({
  title: 'API latency p50, p95, p99',
  description: 'The objective: 95 % of requests within 250 ms (dashed).',
  width: 8,
  height: 7,
  unit: 's',
  targets: percentiles((q) => quantile(q, 'qt_api_request_duration_seconds', [], served)),
})
  .thresholds(steps(COLOUR.good, [0.25, COLOUR.warning]))
  .thresholdsStyle(dashedThresholds())
  .dataLinks([slowTraces]);

const traffic = linesPanel({
  title: 'API requests by status',
  description: 'Requests per second, without health checks and scrapes. 499: the caller disconnected.',
  width: 8,
  height: 7,
  unit: 'reqps',
  targets: [trend(`sum by (status_code) (${requests}) > 0`, '{{status_code}}')],
}).dataLinks([failures]);

const budget = statPanel({
  title: 'Error budget left, 30 days',
  description: `The share of failures still allowed before an objective is missed. ${OBJECTIVES.map(({ title }) => title).join('; ')}. Below 0: missed.`,
  width: 8,
  height: 7,
  unit: 'percentunit',
  targets: OBJECTIVES.map(({ id }) => latest(`qt:api_${id}:error_budget_left_ratio30d`, id)),
})
  .decimals(1)
  .noValue('known in 5 min')
  .thresholds(steps(COLOUR.bad, [0, COLOUR.warning], [0.25, COLOUR.good]));

export const apiSection: Section = { title: 'API', panels: [latency, errors, quantiles, traffic, budget] };
