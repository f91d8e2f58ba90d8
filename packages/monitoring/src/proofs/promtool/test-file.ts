import type { Case, Expectation, ExpectedAlert } from '../cases/case.ts';
import { STEP } from '../series/path.ts';
import type { Labels } from '../series/series.ts';

const DASHBOARD: Readonly<Record<string, string>> = {
  SchedulerStalled: 'qt-service-overview',
  ApiErrorSpike: 'qt-service-overview',
  CacheMisses: 'qt-service-overview',
  ModelConfidenceDrop: 'qt-model-performance',
  ModelSkillLost: 'qt-model-performance',
  FeatureDrift: 'qt-model-performance',
  RetrainingFailure: 'qt-model-performance',
  RetrainOverdue: 'qt-model-performance',
  ModelInferenceStale: 'qt-model-performance',
  RiskGuardDown: 'qt-risk',
  KillSwitchEngaged: 'qt-risk',
  DailyLossNearLimit: 'qt-risk',
  ReconciliationBreak: 'qt-risk',
  StoreUnavailable: 'qt-risk',
  TradingHalted: 'qt-risk',
  ModelExpired: 'qt-model-performance',
  SyntheticCheckFailing: 'qt-data-sources',
  ProviderFailureRate: 'qt-data-sources',
  ProviderCircuitOpen: 'qt-data-sources',
  ServiceRestarting: 'qt-telemetry',
  DataDiskFilling: 'qt-telemetry',
  EventLoopHeld: 'qt-telemetry',
  ClockSkew: 'qt-telemetry',
  CollectorDown: 'qt-telemetry',
  LogShippingStopped: 'qt-telemetry',
  AlertDeliveryFailing: 'qt-telemetry',
  TelemetryTargetDown: 'qt-telemetry',
  TelemetrySeriesOverflow: 'qt-telemetry',
  TelemetryExportFailing: 'qt-telemetry',
  ConsoleBroken: 'qt-telemetry',
};

/** A file for `promtool test rules`: all cases of one evaluation interval, against the groups of a rule file. */
export function testFile(ruleFile: string, groups: readonly string[], every: number, cases: readonly Case[]): object {
  return {
    rule_files: [ruleFile],
    // Without it promtool evaluates groups in random order, and readers of a recording are sometimes a step late.
    group_eval_order: groups,
    evaluation_interval: `${every}s`,
    tests: cases.map((each) => ({
      name: each.name,
      interval: `${each.sampledEvery ?? STEP}s`,
      input_series: each.series,
      ...(each.external ? { external_labels: each.external } : {}),
      alert_rule_test: each.expect.flatMap((expected) => ('alerts' in expected ? [alertTest(each, expected)] : [])),
      promql_expr_test: each.expect.flatMap((expected) =>
        'alerts' in expected ? [] : [queryTest(each, expected, every)],
      ),
    })),
  };
}

function alertTest(
  { alert, external = {} }: Case,
  { at, alerts }: { at: number; alerts: readonly ExpectedAlert[] },
): object {
  const runbooks = external['runbooks'] ?? 'http://127.0.0.1:8000/runbooks';
  const grafana = external['grafana'] ?? 'http://127.0.0.1:3000';
  return {
    eval_time: `${at}s`,
    alertname: alert,
    exp_alerts: alerts.map(({ labels, summary, description }) => ({
      exp_labels: labels,
      exp_annotations: {
        summary,
        description,
        runbook_url: `${runbooks}/${alert}`,
        dashboard_url: `${grafana}/d/${DASHBOARD[alert] ?? 'qt-service-overview'}`,
      },
    })),
  };
}

type Queried = Exclude<Expectation, { alerts: unknown }>;

function queryTest({ alert }: Case, expected: Queried, every: number): object {
  const firing = `ALERTS{alertname="${alert}", alertstate="firing"}`;
  if ('query' in expected) return query(expected.at, expected.query, [['{}', expected.value]]);
  if ('silent' in expected) {
    const [from, to] = expected.silent;
    return query(to, `count(count_over_time(${firing}[${to - from + 1}s])) or vector(0)`, [['{}', 0]]);
  }
  if ('at' in expected) {
    const labels = `sum without (alertname, alertstate, severity, service) (${firing})`;
    return query(
      expected.at,
      labels,
      expected.firing.map((each) => [braces(each), 1]),
    );
  }
  const [from, to] = expected.firing;
  return query(to, `min_over_time((count(${firing}) or vector(0))[${to - from + 1}s:${every}s]) > bool 0`, [['{}', 1]]);
}

function query(at: number, expr: string, samples: readonly (readonly [labels: string, value: number])[]): object {
  return { expr, eval_time: `${at}s`, exp_samples: samples.map(([labels, value]) => ({ labels, value })) };
}

function braces(labels: Labels): string {
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(', ')}}`;
}
