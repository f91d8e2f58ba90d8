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
  /** Why there are more notifications than there should be. Remove it when there are no longer. */
  readonly tooMany?: string;
}

/** How many messages that something is wrong one trouble should cause at most, pages included. */
const MOST_MESSAGES = 3;

/** Whether people get more than one page, or more messages than help. */
export function isTooMany(sent: readonly Notification[], { mostPages = 1 }: Story): boolean {
  const messages = sent.filter(({ firing }) => firing.length > 0);
  const pages = messages.filter(({ severity }) => severity === 'high');
  return pages.length > mostPages || messages.length > MOST_MESSAGES;
}
