import { type AlertRule, type RuleGroup, ruleGroups } from '../alerts/rules.ts';
import { DATA_SOURCE_UIDS } from '../dashboards/build/data-sources.ts';
import type { Artefact } from './artefact.ts';
import { grafanaTemplate } from './grafana-template.ts';
import { yamlText } from './yaml-text.ts';

/** How far back Grafana lets a query look, in seconds. The query itself says which windows it reads. */
const RELATIVE = { from: 600, to: 0 };

/**
 * `infra/generated/grafana/alerting/rules.yaml`: the same alerts as Grafana Alerting provisions them, for a team without
 * Alertmanager. Paused, so that nobody is called twice. What Prometheus records it goes on recording.
 *
 * @throws Error that names the rules whose uid is too long, or another's as well
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
    const faults = twice.map(({ title, uid }) => `${title}: expected a uid of its own, actual '${uid}' as another has`);
    throw new Error(`packages/monitoring/src/alerts: ${faults.join('; ')}`);
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
    // As Prometheus does: a series that is no longer there has resolved.
    missing_series_evals_to_resolve: 1,
    isPaused: true,
    // Grafana makes the title the label alertname; routes and silences by alert go by this one.
    labels: { alert, ...templates(labels) },
    annotations: templates(rule.annotations),
    data: [
      { refId: 'A', relativeTimeRange: RELATIVE, datasourceUid: DATA_SOURCE_UIDS.prometheus, model: query(expr) },
      // Each series of the query fires, also one whose value is 0; Grafana by itself takes 0 as silent.
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

/** At most 40 characters, as Grafana asks. */
function uidOf(alert: string, cause: string): string {
  const uid = `${alert}-${cause}`.replaceAll('_', '-').toLowerCase();
  if (uid.length > 40) throw new Error(`${alert}: ${cause}: expected a uid of at most 40 characters, actual '${uid}'`);
  return uid;
}
