import { describe, expect, test } from 'vitest';
import { promqlProblems } from './promql.ts';

describe('a query has no problem when it', () => {
  test.each([
    ['reads a metric', 'qt_risk_daily_loss'],
    ['reads part of a histogram', 'sum by (le, route) (rate(qt_api_request_duration_seconds_bucket{le="0.25"}[5m]))'],
    ['reads a recording rule', 'qt:api_requests_slow:rate5m / qt:api_requests:rate5m'],
    ['reads a series of Prometheus itself', 'up{job="qt-api"} == 0'],
    ['uses a debug label', 'sum by (symbol) (qt_cache_hits_total)'],
    ['has patterns', 'qt_api_request_total{status_code=~"5..", route!~"/health.*|/metrics"}'],
    ['has a pattern over a closed set', 'qt_scheduler_runs_total{job_id=~"warm_.*|signal_scan"}'],
    ['has variables of Grafana', 'rate(qt_retrain_runs_total{job=~"(.+/)?$job", status="$status"}[$__rate_interval])'],
    ['groups by a label that it adds', 'sum by (kind) (label_replace(up, "kind", "x", "job", ".*"))'],
    ['has a comparison without series', 'vector(1)'],
  ])('%s', (_, query) => {
    expect(promqlProblems(query)).toEqual([]);
  });
});

describe('a problem is reported:', () => {
  test.each([
    ['broken syntax', 'sum(qt_risk_daily_loss', "expected PromQL, actual ''"],
    [
      'an unknown metric',
      'rate(qt_api_requests_total[5m])',
      "expected a metric of the catalogue, actual 'qt_api_requests_total'",
    ],
    [
      'a histogram without _bucket, _sum or _count',
      'qt_retrain_duration_seconds',
      "expected a metric of the catalogue, actual 'qt_retrain_duration_seconds'",
    ],
    [
      'a part that a counter does not have',
      'qt_retrain_runs_total_count',
      "expected a metric of the catalogue, actual 'qt_retrain_runs_total_count'",
    ],
    ['an unknown recording rule', 'qt:api_uptime', "expected a metric of the catalogue, actual 'qt:api_uptime'"],
    ['a selector without metric', '{job="qt-api"}', `expected a selector with a metric, actual '{job="qt-api"}'`],
    [
      'an unknown label',
      'qt_retrain_runs_total{state="failure"}',
      "qt_retrain_runs_total has no label 'state', expected one of job, instance, status",
    ],
    [
      'an unknown value',
      'qt_retrain_runs_total{status="failed"}',
      "qt_retrain_runs_total: label status expected one of success, failure, actual 'failed'",
    ],
    [
      'an unknown value in a pattern',
      'qt_retrain_runs_total{status=~"failure|failed"}',
      "qt_retrain_runs_total: label status expected one of success, failure, actual 'failed'",
    ],
    [
      'an unknown job',
      'up{job="api"}',
      "up: label job expected one of qt-api, qt-scheduler, qt-retrain-worker, qt-risk-guard, qt-market-sim, otel-collector, prometheus, alertmanager, actual 'api'",
    ],
    [
      'a bucket that the histogram does not have',
      'qt_api_request_duration_seconds_bucket{le="0.3"}',
      "qt_api_request_duration_seconds_bucket: label le expected one of 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, +Inf, actual '0.3'",
    ],
    [
      'grouping by an unknown label',
      'sum by (cache) (qt_cache_hits_total)',
      "no series of 'sum by (cache) (qt_cache_hits_total)' has the label 'cache'",
    ],
    [
      'matching on a label that one side does not have',
      'up and on (job_id) qt_scheduler_runs_total',
      "no series of 'up and on (job_id) qt_scheduler_runs_total' has the label 'job_id'",
    ],
  ])('%s', (_, query, problem) => {
    expect(promqlProblems(query)).toEqual([problem]);
  });
});
