import type { Inhibition, Selection } from '../../../routing/index.ts';
import type { Labels } from '../../series/series.ts';

/** Whether an alert is kept back by one of those that fire. */
export function isInhibited(target: Labels, firing: readonly Labels[], inhibitions: readonly Inhibition[]): boolean {
  return inhibitions.some(
    ({ source, targets, equal = [] }) =>
      targets.some((selection) => fits(selection, target)) &&
      firing.some((labels) => fits(source, labels) && equal.every((name) => labels[name] === target[name])),
  );
}

function fits({ alert, labels = {} }: Selection, actual: Labels): boolean {
  return (
    actual['alertname'] === alert &&
    Object.entries(labels).every(([name, values]) => (values as readonly string[]).includes(actual[name] ?? ''))
  );
}
