import { expect, test } from 'vitest';
import { acceptsGzip, formatFor } from './negotiate.ts';

const PROMETHEUS_3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

test.each([
  ['Prometheus 3', PROMETHEUS_3, 'openmetrics'],
  ['Prometheus that is set to text', 'text/plain;version=0.0.4;q=0.5,*/*;q=0.1', 'text'],
  ['one that prefers text', 'application/openmetrics-text;q=0.2,text/plain;q=0.9', 'text'],
  ['one that asks in capitals', 'Application/OpenMetrics-Text; Q=0.9, text/plain; q=0.5', 'openmetrics'],
  ['one whose weight is no number', 'application/openmetrics-text;q=high,text/plain;q=0.1', 'text'],
  ['one that refuses OpenMetrics', 'application/openmetrics-text;q=0,*/*', 'text'],
  ['curl', '*/*', 'text'],
  ['a browser', 'text/html,application/xhtml+xml,*/*;q=0.8', 'text'],
  ['a client without Accept', undefined, 'text'],
])('%s gets its format', (_, accept, format) => {
  expect(formatFor(accept)).toBe(format);
});

test.each([
  ['gzip', true],
  ['gzip, deflate, br', true],
  ['deflate, GZIP;q=0.5', true],
  ['gzip;q=0', false],
  ['gzip; q=0.0, identity', false],
  ['identity;q=1, gzip;q=0.5', false],
  ['identity;q=0.5, gzip;q=1', true],
  ['br', false],
  ['xgzip', false],
  ['*', false],
  [undefined, false],
])('a body is compressed for %s: %s', (acceptEncoding, expected) => {
  expect(acceptsGzip(acceptEncoding)).toBe(expected);
});
