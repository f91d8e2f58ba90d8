/** The metrics, their scrape and push without a service around them: for benchmarks and for tools with their own. */
export { createMetric } from './metrics/create-metric.ts';
export type { Metric, MetricOptions } from './metrics/metric.ts';
export { createProducer } from './metrics/producer.ts';
export { createOtlp } from './otlp/create-otlp.ts';
export type { Format } from './scrape/format.ts';
export { createScraper, type Pieces } from './scrape/scraper.ts';
