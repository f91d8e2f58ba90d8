import { expect, test } from 'vitest';
import { scaledQuery } from './scaled-query.ts';

const recorded = new Map([['job:errors:rate5m', 'rate' as const]]);
const scaled = (query: string) => scaledQuery(query, 30, recorded).text;

test.each([
  ['time() - last_timestamp_seconds > 900', 'time() - last_timestamp_seconds > 30'],
  [
    'min_over_time(start_timestamp_seconds[15m]) > bool time() - 900',
    'min_over_time(start_timestamp_seconds[30s]) > bool time() - 30',
  ],
  ['job:errors:rate5m > 0.0092', 'job:errors:rate5m > 0.276'],
  [
    'rate(errors_total[5m]) / rate(all_total[5m]) > 0.05 + 1e-9',
    'rate(errors_total[10s]) / rate(all_total[10s]) > 0.05 + 1e-9',
  ],
  ['increase(errors_total[15m:15s] offset 1h30m) > 3', 'increase(errors_total[30s:500ms] offset 180s) > 3'],
  ['predict_linear(free_bytes[1h], 4 * 3600) < 0', 'predict_linear(free_bytes[120s], 4 * 120) < 0'],
  [
    '3 * scalar(max(qt_scheduler_job_interval_seconds) or vector(60)) + 480',
    '3 * scalar(max(qt_scheduler_job_interval_seconds) or vector(2)) + 16',
  ],
  ['qt_process_event_loop_delay_p99_seconds > 0.5', 'qt_process_event_loop_delay_p99_seconds > 0.5'],
])('%s', (query, expected) => {
  expect(scaled(query)).toBe(expected);
});

test.each([
  ['time() + last_timestamp_seconds', 'expected two of one unit to add, actual instant and instant'],
  ['stddev(a) > 5', 'stddev: expected a function that is known here'],
  ['a >', "expected PromQL, actual 'a >'"],
])('%s: %s', (query, message) => {
  expect(() => scaled(query)).toThrow(message);
});

test('a duration that would be a fraction of a millisecond is refused', () => {
  expect(() => scaledQuery('rate(a[1s])', 7000, recorded)).toThrow('1s / 7000: expected whole milliseconds');
});
