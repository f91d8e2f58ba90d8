import type { Alert, Condition, Recording } from '../alerts/alert.ts';
import { templateLabels, templateQueries } from '../alerts/templates.ts';
import { labelsOf, promqlProblems } from './promql.ts';

const FOLDER = 'packages/monitoring/src/alerts';

/** Alerts and recording rules to check. */
interface AlertSources {
  /** By area, which is the name of their file. */
  readonly areas: Readonly<Record<string, readonly Alert[]>>;
  readonly recordings: readonly Recording[];
}

/** The problems of alerts and recording rules, one per line: file, alert and what was expected. */
export function alertProblems({ areas, recordings }: AlertSources): string[] {
  const alerts = Object.entries(areas).flatMap(([area, list]) => list.map((alert) => ({ area, alert })));
  const seen = new Set<string>();
  return [
    ...recordings.flatMap(({ record, expr }) =>
      promqlProblems(expr).map((problem) => `${FOLDER}/objectives.ts: ${record}: ${problem}`),
    ),
    ...alerts.flatMap(({ area, alert }) => {
      const twice = seen.has(alert.name) ? ['expected a unique name, actual one of another alert'] : [];
      seen.add(alert.name);
      return [...twice, ...problemsOf(alert)].map((problem) => `${FOLDER}/${area}.ts: ${alert.name}: ${problem}`);
    }),
  ];
}

function problemsOf(alert: Alert): string[] {
  const causes = alert.conditions.map(({ cause }) => cause);
  const twice = causes.filter((cause, n) => causes.indexOf(cause) < n);
  return [
    ...twice.map((cause) => `expected a unique cause for each condition, actual '${cause}' twice`),
    ...alert.conditions.flatMap((condition) => conditionProblems(alert, condition)),
  ];
}

function conditionProblems(alert: Alert, { cause, expr, description, labels = {} }: Condition): string[] {
  const templates = [alert.summary, description, ...Object.values(labels)];
  const known = labelsOf(expr);
  const unknown = templates.flatMap(templateLabels).filter((label) => !known.has(label));
  return [
    ...promqlProblems(expr),
    ...templates.flatMap(templateQueries).flatMap(promqlProblems),
    ...unknown.map((label) => `expected labels of its query in a template, actual $labels.${label}`),
  ].map((problem) => `${cause}: ${problem}`);
}
