import { errorRate, served } from '../at-a-glance/requests.ts';
import { COLOUR, steps } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { toLogs, toTraces } from '../build/links.ts';
import { dashedThresholds, heatmapPanel, linesPanel } from '../build/panels.ts';
import { buckets, percentiles, trend } from '../build/targets.ts';
import { LOG_QUERIES } from '../log-queries.ts';
import { histogramRate, quantile, rate } from '../series.ts';

const slowTraces = toTraces('Slow traces of this time', 'resource.service.name = "qt-api" && duration > 250ms');
const failures = toLogs('Errors of the API at this time', LOG_QUERIES.apiErrors);

const latency = heatmapPanel({
  title: 'API latency',
  description:
    'Requests per minute by duration, without health checks and scrapes. A second band above the first is a dependency that is slow or times out: see Data sources.',
  width: 12,
  height: 8,
  unit: 's',
  targets: [buckets(`60 * sum by (le) (${histogramRate('qt_api_request_duration_seconds', 'bucket', served)})`)],
}).dataLinks([slowTraces]);

const errors = linesPanel({
  title: 'API error rate',
  description:
    'Share of requests that failed with 5xx. Normal: 0. Above 5 % for 5 minutes, ApiErrorSpike fires. Without traffic there is no line.',
  width: 12,
  height: 8,
  unit: 'percentunit',
  targets: [trend(errorRate, '5xx')],
})
  .thresholds(steps(COLOUR.good, [0.05, COLOUR.bad]))
  .thresholdsStyle(dashedThresholds())
  .axisSoftMax(0.06)
  .dataLinks([failures, slowTraces]);

const quantiles = linesPanel({
  title: 'API latency p50, p95, p99',
  description: 'The objective: 95 % of requests within 250 ms (dashed).',
  width: 12,
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
  width: 12,
  height: 7,
  unit: 'reqps',
  targets: [trend(`sum by (status_code) (${rate('qt_api_request_total', served)}) > 0`, '{{status_code}}')],
}).dataLinks([failures]);

export const apiSection: Section = { title: 'API', panels: [latency, errors, quantiles, traffic] };
