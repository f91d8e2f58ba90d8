import type { Severity } from '../../../alerts/alert.ts';
import { routeOf } from '../../../routing/index.ts';
import type { Labels } from '../../series/series.ts';

interface GroupedAlert {
  readonly labels: Labels;
  lastFiredAt: number;
}

/** What was last notified, by the keys of the alerts. */
interface Notified {
  readonly at: number;
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
}

/** How long Prometheus sends an alert as resolved, in seconds. */
const RESOLVED_RETENTION = 900;

/** The alerts that Alertmanager notifies of together. Times in seconds. */
export class AlertGroup {
  readonly alert: string;
  readonly severity: Severity;
  /** When it is looked at next; `undefined` while it has no alert. */
  flushAt: number | undefined;
  readonly #alerts = new Map<string, GroupedAlert>();
  readonly #wait: number;
  readonly #interval: number;
  readonly #repeat: number;
  #notified: Notified | undefined;

  constructor(alert: string, severity: Severity) {
    const { groupWait, groupInterval, repeatInterval } = routeOf({ name: alert, severity });
    this.alert = alert;
    this.severity = severity;
    this.#wait = seconds(groupWait);
    this.#interval = seconds(groupInterval);
    this.#repeat = seconds(repeatInterval);
  }

  /** An alert fires at the evaluation at `t`. The first one starts the timer. */
  insert(labels: Labels, t: number): void {
    this.flushAt ??= t + this.#wait;
    this.#alerts.set(keyOf(labels), { labels, lastFiredAt: t });
  }

  /** Returns the alerts that fire if that is news, by the evaluation at `t`; a muted one is as if it were not there. */
  flush(t: number, isMuted: (labels: Labels) => boolean): Labels[] | undefined {
    if (this.flushAt === undefined) return undefined;
    const at = this.flushAt;
    const seen = [...this.#alerts].filter(([, { labels }]) => !isMuted(labels));
    const firing = seen.filter(([, { lastFiredAt }]) => lastFiredAt === t);
    const resolved = seen.filter(([, { lastFiredAt }]) => lastFiredAt < t);
    const now = { at, firing: keys(firing), resolved: keys(resolved) };
    const isNews = seen.length > 0 && this.#isNews(now);
    if (isNews) this.#notified = now;
    this.#forgetResolved(t);
    this.flushAt = this.#alerts.size > 0 ? at + this.#interval : undefined;
    return isNews ? firing.map(([, { labels }]) => labels) : undefined;
  }

  #isNews({ at, firing, resolved }: Notified): boolean {
    const last = this.#notified;
    if (last === undefined) return firing.size > 0;
    if (hasMore(firing, last.firing)) return true;
    if (firing.size === 0) return last.firing.size > 0;
    return hasMore(resolved, last.resolved) || at - last.at > this.#repeat;
  }

  /** One that was notified as firing and is now muted is sent by Prometheus for a while longer. */
  #forgetResolved(t: number): void {
    for (const [key, { lastFiredAt }] of this.#alerts) {
      const isOwed = this.#notified?.firing.has(key) === true && t - lastFiredAt < RESOLVED_RETENTION;
      if (lastFiredAt < t && !isOwed) this.#alerts.delete(key);
    }
  }
}

function hasMore(alerts: ReadonlySet<string>, than: ReadonlySet<string>): boolean {
  return [...alerts].some((key) => !than.has(key));
}

function keys(alerts: readonly (readonly [key: string, alert: GroupedAlert])[]): Set<string> {
  return new Set(alerts.map(([key]) => key));
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Of a duration as the routes have it, such as `10s`, `5m` or `12h`. */
function seconds(duration: string): number {
  const unit = { s: 1, m: 60, h: 3600 }[duration.slice(-1)];
  if (unit === undefined) throw new Error(`duration: expected a number and s, m or h, actual '${duration}'`);
  return Number(duration.slice(0, -1)) * unit;
}
