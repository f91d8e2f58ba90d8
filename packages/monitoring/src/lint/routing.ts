import type { Alert, Condition, Severity } from '../alerts/alert.ts';
import type { Inhibition, Selection } from '../routing/inhibitions.ts';
import { RECEIVERS, type RoutedAlert, type RoutingTree, routeOf } from '../routing/routes.ts';
import { labelsOf } from './promql.ts';

/** Routing to check, and the alerts that it is for. */
interface Routing {
  readonly alerts: readonly Alert[];
  /** Name of the dead man's switch, which has no severity. */
  readonly watchdog: string;
  readonly tree: RoutingTree;
  readonly inhibitions: readonly Inhibition[];
}

/** The problems of the routing, one per line: routes that no alert reaches, impossible or forbidden inhibitions. */
export function routingProblems({ alerts, watchdog, tree, inhibitions }: Routing): string[] {
  const all: readonly RoutedAlert[] = [...alerts, { name: watchdog }];
  const taken = new Set(all.map((alert) => routeOf(alert, tree)));
  const unreached = [tree.root, ...tree.routes]
    .filter((route) => !taken.has(route))
    .map((route) => `the route to ${route.receiver}: expected an alert that reaches it, actual none`);
  const reached = new Set([...taken].map(({ receiver }) => receiver));
  const unused = RECEIVERS.filter((receiver) => !reached.has(receiver)).map(
    (receiver) => `the receiver ${receiver}: expected an alert that reaches it, actual none`,
  );
  return [...unreached, ...unused, ...inhibitions.flatMap((inhibition) => inhibitionProblems(inhibition, alerts))];
}

function inhibitionProblems({ source, targets }: Inhibition, alerts: readonly Alert[]): string[] {
  const where = `the inhibition by ${source.alert}`;
  const find = (selection: Selection) => alerts.find(({ name }) => name === selection.alert);
  const unknown = [source, ...targets].flatMap((selection) => selectionProblems(where, selection, find(selection)));
  const lower = targets
    .filter(
      (selection) =>
        severitiesOf(source, find(source)).includes('medium') &&
        severitiesOf(selection, find(selection)).includes('high'),
    )
    .map(({ alert }) => `${where}: expected it to be at least as severe as ${alert}, actual medium against high`);
  return [...unknown, ...lower];
}

/** The severities of the selected conditions. */
function severitiesOf({ labels = {} }: Selection, found: Alert | undefined): Severity[] {
  if (found === undefined) return [];
  const selected = found.conditions.filter(({ cause }) => labels.cause?.includes(cause) ?? true);
  return selected.map(({ severity }) => severity ?? found.severity);
}

function selectionProblems(where: string, { alert, labels = {} }: Selection, found: Alert | undefined): string[] {
  if (found === undefined) return [`${where}: expected an alert of the catalogue, actual '${alert}'`];
  const causes = found.conditions.map(({ cause }) => cause);
  const unknown = (labels.cause ?? []).filter((cause) => !causes.includes(cause));
  const missing = Object.keys(labels).filter((label) => label !== 'cause' && !found.conditions.some(has(label)));
  return [
    ...unknown.map((cause) => `${where}: expected a cause of ${alert} (${causes.join(', ')}), actual '${cause}'`),
    ...missing.map((label) => `${where}: expected a label of ${alert}, actual '${label}'`),
  ];
}

const has = (label: string) => (condition: Condition) =>
  label in (condition.labels ?? {}) || labelsOf(condition.expr).has(label);
