import { type AlertRule, type RuleGroup, ruleGroups } from '../alerts/rules.ts';
import { DATA_SOURCE_UIDS } from '../dashboards/build/data-sources.ts';
import type { Artefact } from './artefact.ts';
import { grafanaTemplate } from './grafana-template.ts';
import { yamlText } from './yaml-text.ts';

/** Grafana's time range for a query, in seconds back from now. The query's own windows are independent of it. */
const RELATIVE = { from: 600, to: 0 };

/**
 * `infra/generated/grafana/alerting/rules.yaml`: the same alerts for Grafana Alerting, for a team without Alertmanager. They are
 * paused, so that nobody is notified twice. The recording rules stay with Prometheus.
 *
 * @throws Error that names the rules whose uid is too long or not unique
 */
export function grafanaRules(from: readonly RuleGroup[] = ruleGroups()): Artefact {
  const groups = from.flatMap(({ name, interval, rules }) => {
    const alerts = rules.filter((rule) => 'alert' in rule);
    return alerts.length === 0
      ? []
      : [{ orgId: 1, name, folder: 'qt alerts', interval, rules: alerts.map(grafanaRule) }];
  });
  const all = groups.flatMap(({ rules }) => rules);
  const twice = all.filter(({ uid }, n) => all.findIndex((rule) => rule.uid === uid) < n);
  if (twice.length > 0) {
    const problems = twice.map(({ title, uid }) => `${title}: expected a unique uid, actual '${uid}' of another rule`);
    throw new Error(`packages/monitoring/src/alerts: ${problems.join('; ')}`);
  }
  const text = yamlText('packages/monitoring/src/alerts', { apiVersion: 1, groups });
  return { path: 'infra/generated/grafana/alerting/rules.yaml', text };
}

function grafanaRule(rule: AlertRule) {
  const { alert, expr, labels } = rule;
  const cause = labels['cause'] ?? '';
  const templates = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, grafanaTemplate(text)]));
  return {
    uid: uidOf(alert, cause),
    title: `${alert}: ${cause}`,
    condition: 'C',
    for: rule.for ?? '0s',
    noDataState: 'OK',
    execErrState: 'Error',
    // As in Prometheus: a series that is gone has resolved.
    missing_series_evals_to_resolve: 1,
    isPaused: true,
    // Grafana sets the label alertname to the title, so routes and silences match on this label.
    labels: { alert, ...templates(labels) },
    annotations: templates(rule.annotations),
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

function query(expr: string) {
  return { refId: 'A', expr, instant: true, range: false, intervalMs: 15_000, maxDataPoints: 43_200 };
}

function expression(refId: string, model: object) {
  const datasource = { type: '__expr__', uid: '__expr__' };
  return {
    refId,
    relativeTimeRange: { from: 0, to: 0 },
    datasourceUid: '__expr__',
    model: { refId, datasource, ...model },
  };
}

/** Grafana allows at most 40 characters. */
function uidOf(alert: string, cause: string): string {
  const uid = `${alert}-${cause}`.replaceAll('_', '-').toLowerCase();
  if (uid.length > 40) throw new Error(`${alert}: ${cause}: expected a uid of at most 40 characters, actual '${uid}'`);
  return uid;
}
