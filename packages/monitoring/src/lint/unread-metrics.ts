import { parser } from '@prometheus-io/lezer-promql';
import { METRICS, type MetricName } from '@qt/catalogue';
import type { Alert, Recording } from '../alerts/alert.ts';
import { templateQueries } from '../alerts/templates.ts';
import type { Runbook } from '../runbooks/runbook.ts';
import { find } from './syntax-tree.ts';

/** Metrics that nothing here reads, with the reason to emit them all the same. */
const EXPLAINED: Partial<Record<MetricName, string>> = {
  http_server_request_duration_seconds: 'read by dashboards made for any OpenTelemetry service',
  http_client_request_duration_seconds: 'read by dashboards made for any OpenTelemetry service',
};

/** What may read a metric. */
interface Readers {
  readonly alerts: readonly Alert[];
  readonly recordings: readonly Recording[];
  /** As the JSON that Grafana loads. */
  readonly dashboards: readonly object[];
  readonly runbooks: readonly Runbook[];
}

/** The problems of the catalogue, one per line: a metric without a reader, or with one although it is said to have none. */
export function unreadMetricProblems(
  readers: Readers,
  metrics: readonly string[] = Object.keys(METRICS),
  explained: Readonly<Record<string, string>> = EXPLAINED,
): string[] {
  const read = readNames(readers);
  const isRead = (name: string) => ['', '_bucket', '_sum', '_count'].some((part) => read.has(name + part));
  return [
    ...metrics
      .filter((name) => !isRead(name) && explained[name] === undefined)
      .map(
        (name) =>
          `packages/catalogue: ${name}: expected an alert, recording, panel or runbook that reads it, actual none`,
      ),
    ...Object.keys(explained)
      .filter((name) => isRead(name) || !metrics.includes(name))
      .map(
        (name) =>
          `packages/monitoring/src/lint/unread-metrics.ts: ${name}: expected a metric that nothing reads, actual one that is ${isRead(name) ? 'read' : 'unknown'}`,
      ),
  ];
}

function readNames({ alerts, recordings, dashboards, runbooks }: Readers): ReadonlySet<string> {
  const conditions = alerts.flatMap((alert) => alert.conditions.map((condition) => ({ alert, condition })));
  const queries = [
    ...recordings.map(({ expr }) => expr),
    ...conditions.flatMap(({ alert, condition: { expr, description, labels = {} } }) => [
      expr,
      ...[alert.summary, description, ...Object.values(labels)].flatMap(templateQueries),
    ]),
    ...dashboards.flatMap(queriesOf),
  ];
  // A command reads metrics with grep.
  const words = runbooks.flatMap(({ blocks }) => blocks.flatMap(({ text }) => text.match(/\w+/g) ?? []));
  return new Set([...queries.flatMap(selectedNames), ...words]);
}

function queriesOf(dashboard: object): string[] {
  const found: string[] = [];
  JSON.stringify(dashboard, (key, value) => {
    if (key === 'expr' && typeof value === 'string') found.push(value);
    return value;
  });
  return found;
}

function selectedNames(query: string): string[] {
  const selectors = find(parser.parse(query).topNode, ({ name }) => name === 'VectorSelector');
  return selectors.flatMap((node) => /^\w+/.exec(query.slice(node.from, node.to))?.[0] ?? []);
}
