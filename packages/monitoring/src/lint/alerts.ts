import { labelsOf, queryFaults } from '../promql/query-faults.ts';
import type { Alert, Condition, Recording } from './alert.ts';
import { templateLabels, templateQueries } from './templates.ts';

const FOLDER = 'packages/monitoring/src/alerts';

/** What the alerts are held against. */
export interface Watch {
  /** By area: the name of the file that has them. */
  readonly areas: Readonly<Record<string, readonly Alert[]>>;
  readonly recordings: readonly Recording[];
}

/** What is wrong with the alerts and recordings, a line each: file, alert and what was expected. */
export function alertFaults({ areas, recordings }: Watch): string[] {
  const alerts = Object.entries(areas).flatMap(([area, list]) => list.map((alert) => ({ area, alert })));
  const seen = new Set<string>();
  return [
    ...recordings.flatMap(({ record, expr }) =>
      queryFaults(expr).map((fault) => `${FOLDER}/objectives.ts: ${record}: ${fault}`),
    ),
    ...alerts.flatMap(({ area, alert }) => {
      const twice = seen.has(alert.name) ? ['expected a name of its own, actual one that another alert has'] : [];
      seen.add(alert.name);
      return [...twice, ...faultsOf(alert)].map((fault) => `${FOLDER}/${area}.ts: ${alert.name}: ${fault}`);
    }),
  ];
}

/**
 * What is wrong between alerts and runbooks: `files` are the names in docs/runbooks.
 */
export function runbookFaults(alerts: readonly string[], files: readonly string[]): string[] {
  const wanted = new Set(alerts.map((name) => `${name}.md`));
  const missing = [...wanted].filter((file) => !files.includes(file));
  const idle = files.filter((file) => file !== 'README.md' && !wanted.has(file));
  return [
    ...missing.map((file) => `docs/runbooks/${file}: expected a runbook for ${file.slice(0, -3)}, actual none`),
    ...idle.map((file) => `docs/runbooks/${file}: expected an alert of this name, actual none`),
  ];
}

function faultsOf(alert: Alert): string[] {
  const causes = alert.conditions.map(({ cause }) => cause);
  const twice = causes.filter((cause, n) => causes.indexOf(cause) < n);
  return [
    ...twice.map((cause) => `expected a cause of its own for each condition, actual '${cause}' twice`),
    ...alert.conditions.flatMap((condition) => conditionFaults(alert, condition)),
  ];
}

function conditionFaults(alert: Alert, { cause, expr, description, labels = {} }: Condition): string[] {
  const templates = [alert.summary, description, ...Object.values(labels)];
  const known = labelsOf(expr);
  const strange = templates.flatMap(templateLabels).filter((label) => !known.has(label));
  return [
    ...queryFaults(expr),
    ...templates.flatMap(templateQueries).flatMap(queryFaults),
    ...strange.map((label) => `expected a template with labels of its query, actual $labels.${label}`),
  ].map((fault) => `${cause}: ${fault}`);
}
