import type { Notification } from './delivery/notifications.ts';
import type { Incident } from './system/incident.ts';

/** The whole system over some time, and every message that people get of it. */
export interface Story {
  /** What happened, as whoever is on call would say it. */
  readonly title: string;
  readonly incident: Incident;
  /**
   * Every notification in order: `minutes:seconds severity Alert (cause and labels; …)`, or `resolved` instead of the
   * severity. The heartbeat is left out.
   */
  readonly notified: readonly string[];
  /** How many pages it should cause at most: 1 if left out. */
  readonly mostPages?: 0 | 1;
}

/** How many messages that something is wrong one trouble should cause at most, pages included. */
const MOST_MESSAGES = 3;

/** Whether people get more than one page, or more messages than help. That nothing has changed is no new message. */
export function isTooMany(sent: readonly Notification[], { mostPages = 1 }: Story): boolean {
  const messages = sent.filter((message, n) => message.firing.length > 0 && !isRepeated(message, sent.slice(0, n)));
  const pages = messages.filter(({ severity }) => severity === 'high');
  return pages.length > mostPages || messages.length > MOST_MESSAGES;
}

function isRepeated({ alert, firing }: Notification, before: readonly Notification[]): boolean {
  const last = before.findLast((each) => each.alert === alert);
  return last !== undefined && JSON.stringify(last.firing) === JSON.stringify(firing);
}
