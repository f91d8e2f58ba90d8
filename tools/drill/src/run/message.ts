import type { Delivery } from '@qt/test-kit';

/** A notification as the receiver got it. */
export interface Message {
  /** Unix ms. */
  readonly at: number;
  readonly receiver: 'PagerDuty' | 'Slack';
  readonly alert: string;
  readonly resolved: boolean;
  readonly title: string;
  readonly text: string;
  readonly runbookUrl: string;
  readonly dashboardUrl: string;
}

interface PagerDutyEvent {
  readonly event_action: 'trigger' | 'resolve';
  readonly payload: {
    readonly summary: string;
    readonly class: string;
    readonly custom_details: { readonly firing?: string; readonly resolved?: string };
  };
  readonly links?: readonly { readonly text: string; readonly href: string }[];
}
interface SlackMessage {
  readonly attachments: readonly [{ readonly title: string; readonly title_link?: string; readonly text: string }];
}

/** Reads what Alertmanager sent; undefined for the heartbeat. */
export function messageOf({ at, path, body }: Delivery): Message | undefined {
  if (path === '/pagerduty') return ofPagerDuty(at, body as unknown as PagerDutyEvent);
  if (path === '/slack') return ofSlack(at, body as unknown as SlackMessage);
  return undefined;
}

function ofPagerDuty(at: number, { event_action, payload, links = [] }: PagerDutyEvent): Message {
  const resolved = event_action === 'resolve';
  const link = (text: string) => links.find((one) => one.text === text)?.href ?? '';
  return {
    at,
    receiver: 'PagerDuty',
    alert: payload.class,
    resolved,
    title: payload.summary,
    text: payload.custom_details[resolved ? 'resolved' : 'firing'] ?? '',
    runbookUrl: link('Runbook'),
    dashboardUrl: link('Dashboard'),
  };
}

function ofSlack(at: number, { attachments: [{ title, title_link: runbookUrl = '', text }] }: SlackMessage): Message {
  return {
    at,
    receiver: 'Slack',
    alert: /^\S+ (\w+):/.exec(title)?.[1] ?? '',
    resolved: title.startsWith('RESOLVED'),
    title,
    text,
    runbookUrl,
    dashboardUrl: /<([^|>]*)\|Dashboard>/.exec(text)?.[1] ?? '',
  };
}
