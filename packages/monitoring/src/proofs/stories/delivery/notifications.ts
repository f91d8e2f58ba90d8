import type { Severity } from '../../../alerts/alert.ts';
import { INHIBITIONS, type Inhibition } from '../../../routing/index.ts';
import type { Labels } from '../../series/series.ts';
import { AlertGroup } from './alert-group.ts';
import { isInhibited } from './inhibited.ts';

/** The alerts that fire at each evaluation in which any does, by its time in seconds. */
export type Firing = ReadonlyMap<number, readonly Labels[]>;

/** A message of Alertmanager about all alerts of a group. */
export interface Notification {
  /** Seconds. */
  readonly at: number;
  readonly alert: string;
  readonly severity: Severity;
  /** Those that fire; none: the group is resolved. */
  readonly firing: readonly Labels[];
}

interface Evaluations {
  /** Seconds between two of them. */
  readonly step: number;
  /** The last one. */
  readonly until: number;
  readonly inhibitions?: readonly Inhibition[];
}

/**
 * The notifications that Alertmanager sends of what fires, in one environment and without silences. It follows
 * Alertmanager's documentation of `group_wait`, `group_interval`, `repeat_interval`, `send_resolved` and inhibition
 * (https://prometheus.io/docs/alerting/latest/configuration/), and for what that leaves open its dispatcher and
 * deduplication. `real-alertmanager.test.ts` compares it to a real one.
 */
export function notificationsOf(
  firing: Firing,
  { step, until, inhibitions = INHIBITIONS }: Evaluations,
): Notification[] {
  const groups = new Map<string, AlertGroup>();
  const sent: Notification[] = [];
  for (let t = 0; t <= until; t += step) {
    const active = firing.get(t) ?? [];
    for (const labels of active) groupOf(groups, labels).insert(labels, t);
    const isMuted = (labels: Labels) => isInhibited(labels, active, inhibitions);
    for (const group of groups.values()) {
      for (let at = group.flushAt; at !== undefined && at < t + step; at = group.flushAt) {
        const left = group.flush(t, isMuted);
        if (left !== undefined) sent.push({ at, alert: group.alert, severity: group.severity, firing: left });
      }
    }
  }
  return sent.toSorted((a, b) => a.at - b.at);
}

/** By `alertname`, in each route; all alerts have the same environment. */
function groupOf(groups: Map<string, AlertGroup>, { alertname = '', severity = '' }: Labels): AlertGroup {
  const key = `${severity} ${alertname}`;
  const group = groups.get(key) ?? new AlertGroup(alertname, severity as Severity);
  groups.set(key, group);
  return group;
}
