import type { Labels } from '../../series/series.ts';
import type { Notification } from './notifications.ts';

/** A notification in one line: when (minutes:seconds), how urgent, and which alerts of the group fire. */
export function messageOf({ at, alert, severity, firing }: Notification): string {
  const time = `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`;
  if (firing.length === 0) return `${time} resolved ${alert}`;
  return `${time} ${severity} ${alert} (${[...new Set(firing.map(distinction))].toSorted().join('; ')})`;
}

/** What tells an alert from the others of its group. */
function distinction({ cause = '', ...labels }: Labels): string {
  const { alertname: _, severity: __, service: ___, instance: ____, ...others } = labels;
  return [cause, ...Object.values(others)].join(' ');
}
