import { type AlertRule, type RuleGroup, ruleGroups } from '../alerts/rules.ts';
import { DATA_SOURCE_UIDS } from '../dashboards/build/data-sources.ts';
import {
  EXPRESSION_UID,
  type GrafanaGroup,
  type GrafanaModel,
  type GrafanaQuery,
  type GrafanaRule,
  grafanaProblems,
  TICK,
} from '../lint/grafana.ts';
import type { Artefact } from './artefact.ts';
import { secondsOf } from './duration.ts';
import { grafanaLabel, grafanaTemplate } from './grafana-template.ts';
import { yamlText } from './yaml-text.ts';

/** Grafana's time range for a query, in seconds back from now. The query's own windows are independent of it. */
const RELATIVE = { from: 600, to: 0 };

/**
 * `infra/generated/grafana/alerting/rules.yaml`: the same alerts for Grafana Alerting, for a team without Alertmanager. They are
 * paused, so that nobody is notified twice. The recording rules stay with Prometheus.
 *
 * @throws Error that lists what Grafana would refuse, by rule and group
 */
export function grafanaRules(from: readonly RuleGroup[] = ruleGroups()): Artefact {
  const groups = from.flatMap(grafanaGroup);
  const problems = grafanaProblems(groups);
  if (problems.length > 0) throw new Error(`packages/monitoring/src/alerts: ${problems.join('; ')}`);
  const text = yamlText('packages/monitoring/src/alerts', { apiVersion: 1, groups });
  return { path: 'infra/generated/grafana/alerting/rules.yaml', text };
}

function grafanaGroup({ name, interval, rules }: RuleGroup): GrafanaGroup[] {
  const alerts = rules.filter((rule) => 'alert' in rule);
  if (alerts.length === 0) return [];
  return [{ orgId: 1, name, folder: 'qt alerts', interval: grafanaInterval(interval), rules: alerts.map(grafanaRule) }];
}

/** The next interval at which Grafana can evaluate: 15s becomes 20s. */
function grafanaInterval(interval: string): string {
  return `${Math.ceil(secondsOf(interval) / TICK) * TICK}s`;
}

function grafanaRule({ alert, expr, labels, annotations, for: held = '0s' }: AlertRule): GrafanaRule {
  const cause = labels['cause'] ?? '';
  return {
    uid: `${alert}-${cause}`.replaceAll('_', '-').toLowerCase(),
    title: `${alert}: ${cause}`,
    condition: 'C',
    for: held,
    ...UNTIL_UNPAUSED,
    // Grafana sets the label alertname to the title, so routes and silences match on this label.
    labels: { alert, ...mapped(labels, grafanaLabel) },
    annotations: mapped(annotations, grafanaTemplate),
    data: [
      { refId: 'A', relativeTimeRange: RELATIVE, datasourceUid: DATA_SOURCE_UIDS.prometheus, model: query(expr) },
      // Every series fires, even one with the value 0, which Grafana would treat as normal.
      expression('B', { type: 'math', expression: 'is_number($A) || is_nan($A) || is_inf($A)' }),
      expression('C', {
        type: 'threshold',
        expression: 'B',
        conditions: [{ evaluator: { type: 'gt', params: [0] } }],
      }),
    ],
  };
}

const UNTIL_UNPAUSED = {
  noDataState: 'OK',
  execErrState: 'Error',
  // As in Prometheus: a series that is gone has resolved.
  missing_series_evals_to_resolve: 1,
  isPaused: true,
};

function mapped(texts: Readonly<Record<string, string>>, translate: (text: string) => string) {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, translate(text)]));
}

function query(expr: string) {
  return { refId: 'A', expr, instant: true, range: false, intervalMs: 15_000, maxDataPoints: 43_200 };
}

function expression(refId: string, model: GrafanaModel): GrafanaQuery {
  const datasource = { type: EXPRESSION_UID, uid: EXPRESSION_UID };
  return {
    refId,
    relativeTimeRange: { from: 0, to: 0 },
    datasourceUid: EXPRESSION_UID,
    model: { refId, datasource, ...model },
  };
}
