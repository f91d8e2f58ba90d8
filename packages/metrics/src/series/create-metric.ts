import { createCounter } from './counter.ts';
import { createGauge } from './gauge.ts';
import { createHistogram } from './histogram.ts';
import type { Metric, MetricOptions } from './metric.ts';

export function createMetric(options: MetricOptions): Metric {
  const { kind } = options.spec;
  if (kind === 'counter') return createCounter(options);
  if (kind === 'histogram') return createHistogram(options);
  return createGauge(options);
}
