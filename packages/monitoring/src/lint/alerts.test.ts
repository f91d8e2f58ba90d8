import { describe, expect, test } from 'vitest';
import type { Alert } from './alert.ts';
import { alertFaults, runbookFaults } from './faults.ts';
import { AREAS, RECORDINGS } from './index.ts';

const ALERT: Alert = {
  name: 'LossTooBig',
  severity: 'high',
  service: 'qt-risk-guard',
  dashboard: 'risk',
  summary: 'Loss',
  conditions: [{ cause: 'loss', for: '0s', expr: 'qt_risk_daily_loss > 1', description: '{{ $value }}' }],
};
const [CONDITION] = ALERT.conditions;
const faultsOf = (...alerts: readonly Alert[]) => alertFaults({ areas: { risk: alerts }, recordings: [] });
const WHERE = 'packages/monitoring/src/alerts/risk.ts: LossTooBig: ';

test('the alerts and recordings have no fault', () => {
  expect(alertFaults({ areas: AREAS, recordings: RECORDINGS })).toEqual([]);
});

describe('a fault says file, alert and what was expected:', () => {
  test('a query of an unknown metric', () => {
    expect(faultsOf({ ...ALERT, conditions: [{ ...CONDITION, expr: 'qt_risk_loss > 1' }] })).toEqual([
      `${WHERE}loss: expected a metric of the catalogue, actual 'qt_risk_loss'`,
    ]);
  });

  test('a live value of an unknown metric', () => {
    const description = '{{ with query "max(qt_risk_limit)" }}{{ . | first | value }}{{ end }}';
    expect(faultsOf({ ...ALERT, conditions: [{ ...CONDITION, description }] })).toEqual([
      `${WHERE}loss: expected a metric of the catalogue, actual 'qt_risk_limit'`,
    ]);
  });

  test('a live value by an unknown label', () => {
    const expr = 'qt_model_confidence > 1';
    const description = `{{ with printf "qt_model_confidence{job_id='%s'}" $labels.profile | query }}{{ . }}{{ end }}`;
    expect(faultsOf({ ...ALERT, conditions: [{ ...CONDITION, expr, description }] })).toEqual([
      `${WHERE}loss: qt_model_confidence has no label 'job_id', expected one of job, instance, profile, model_version`,
    ]);
  });

  test('a template with a label that the query does not give', () => {
    expect(faultsOf({ ...ALERT, summary: 'Loss of {{ $labels.symbol }}' })).toEqual([
      `${WHERE}loss: expected a template with labels of its query, actual $labels.symbol`,
    ]);
  });

  test('two alerts of one name', () => {
    expect(faultsOf(ALERT, ALERT)).toEqual([`${WHERE}expected a name of its own, actual one that another alert has`]);
  });

  test('two conditions of one cause', () => {
    expect(faultsOf({ ...ALERT, conditions: [CONDITION, CONDITION] })).toEqual([
      `${WHERE}expected a cause of its own for each condition, actual 'loss' twice`,
    ]);
  });

  test('a recording of an unknown metric', () => {
    const recordings = [{ record: 'qt:x', expr: 'sum(qt_y)', help: '' }];
    expect(alertFaults({ areas: {}, recordings })).toEqual([
      "packages/monitoring/src/alerts/objectives.ts: qt:x: expected a metric of the catalogue, actual 'qt_y'",
    ]);
  });
});

test('an alert without runbook and a runbook without alert are named with their file', () => {
  expect(runbookFaults(['A', 'B'], ['A.md', 'C.md', 'README.md'])).toEqual([
    'docs/runbooks/B.md: expected a runbook for B, actual none',
    'docs/runbooks/C.md: expected an alert of this name, actual none',
  ]);
});
