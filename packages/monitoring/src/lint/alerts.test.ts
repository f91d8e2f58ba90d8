import { describe, expect, test } from 'vitest';
import type { Alert } from '../alerts/alert.ts';
import { AREAS, RECORDINGS } from '../alerts/index.ts';
import { alertProblems } from './alerts.ts';

const ALERT: Alert = {
  name: 'LossTooBig',
  severity: 'high',
  service: 'qt-risk-guard',
  dashboard: 'risk',
  summary: 'Loss',
  conditions: [{ cause: 'loss', for: '0s', expr: 'qt_risk_daily_loss > 1', description: '{{ $value }}' }],
};
const [CONDITION] = ALERT.conditions;
const problemsOf = (...alerts: readonly Alert[]) => alertProblems({ areas: { risk: alerts }, recordings: [] });
const WHERE = 'packages/monitoring/src/alerts/risk.ts: LossTooBig: ';

test('the alerts and recording rules have no problems', () => {
  expect(alertProblems({ areas: AREAS, recordings: RECORDINGS })).toEqual([]);
});

describe('a problem names file, alert and what was expected:', () => {
  test('a query of an unknown metric', () => {
    expect(problemsOf({ ...ALERT, conditions: [{ ...CONDITION, expr: 'qt_risk_loss > 1' }] })).toEqual([
      `${WHERE}loss: expected a metric of the catalogue, actual 'qt_risk_loss'`,
    ]);
  });

  test('a queried value of an unknown metric', () => {
    const description = '{{ with query "max(qt_risk_limit)" }}{{ . | first | value }}{{ end }}';
    expect(problemsOf({ ...ALERT, conditions: [{ ...CONDITION, description }] })).toEqual([
      `${WHERE}loss: expected a metric of the catalogue, actual 'qt_risk_limit'`,
    ]);
  });

  test('a queried value with an unknown label', () => {
    const expr = 'qt_model_confidence > 1';
    const description = `{{ with printf "qt_model_confidence{job_id='%s'}" $labels.profile | query }}{{ . }}{{ end }}`;
    expect(problemsOf({ ...ALERT, conditions: [{ ...CONDITION, expr, description }] })).toEqual([
      `${WHERE}loss: qt_model_confidence has no label 'job_id', expected one of job, instance, profile, model_version`,
    ]);
  });

  test('a template with a label that its query does not have', () => {
    expect(problemsOf({ ...ALERT, summary: 'Loss of {{ $labels.symbol }}' })).toEqual([
      `${WHERE}loss: expected labels of its query in a template, actual $labels.symbol`,
    ]);
  });

  test('two alerts with the same name', () => {
    expect(problemsOf(ALERT, ALERT)).toEqual([`${WHERE}expected a unique name, actual one of another alert`]);
  });

  test('two conditions with the same cause', () => {
    expect(problemsOf({ ...ALERT, conditions: [CONDITION, CONDITION] })).toEqual([
      `${WHERE}expected a unique cause for each condition, actual 'loss' twice`,
    ]);
  });

  test('a recording rule over an unknown metric', () => {
    const recordings = [{ record: 'qt:x', expr: 'sum(qt_y)', help: '' }];
    expect(alertProblems({ areas: {}, recordings })).toEqual([
      "packages/monitoring/src/alerts/objectives.ts: qt:x: expected a metric of the catalogue, actual 'qt_y'",
    ]);
  });
});
