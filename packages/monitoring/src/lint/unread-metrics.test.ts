import { expect, test } from 'vitest';
import { ALERTS, RECORDINGS } from '../alerts/index.ts';
import { parseRunbook } from '../runbooks/runbook.ts';
import { unreadMetricProblems } from './unread-metrics.ts';

const NONE = { alerts: [], recordings: [], dashboards: [], runbooks: [] };

test.each([
  ['a recording', { ...NONE, recordings: [{ record: 'x', help: '', expr: 'sum(rate(qt_a[5m]))' }] }],
  ['a panel', { ...NONE, dashboards: [{ panels: [{ targets: [{ expr: 'max by (b) (qt_a{b="c"})' }] }] }] }],
  ['a query of a runbook', { ...NONE, runbooks: [parseRunbook('```promql\nmax(qt_a)\n```')] }],
  ['a command of a runbook', { ...NONE, runbooks: [parseRunbook("```sh run\ncurl x/metrics | grep '^qt_a'\n```")] }],
])('%s reads a metric', (_, readers) => {
  expect(unreadMetricProblems(readers, ['qt_a'], {})).toEqual([]);
});

test('an alert reads by its conditions and its texts, a part of a histogram is the histogram', () => {
  const readers = { ...NONE, alerts: ALERTS, recordings: RECORDINGS };
  const read = ['qt_trading_allowed', 'qt_trading_blocked', 'qt_api_request_duration_seconds'];
  expect(unreadMetricProblems(readers, read, {})).toEqual([]);
});

test('a metric without a reader is named, as is a wrong explanation', () => {
  const readers = { ...NONE, recordings: [{ record: 'x', help: 'qt_b', expr: 'qt_abc + qt_d' }] };
  expect(
    unreadMetricProblems(readers, ['qt_a', 'qt_b', 'qt_c', 'qt_d'], { qt_c: 'why', qt_d: 'why', qt_e: 'why' }),
  ).toEqual([
    'packages/catalogue: qt_a: expected an alert, recording, panel or runbook that reads it, actual none',
    'packages/catalogue: qt_b: expected an alert, recording, panel or runbook that reads it, actual none',
    'packages/monitoring/src/lint/unread-metrics.ts: qt_d: expected a metric that nothing reads, actual one that is read',
    'packages/monitoring/src/lint/unread-metrics.ts: qt_e: expected a metric that nothing reads, actual one that is unknown',
  ]);
});
