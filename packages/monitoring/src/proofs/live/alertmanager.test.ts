import { Alertmanager, Inbox, locate, type PostedAlert } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Labels } from '../series/series.ts';
import { type Firing, type Notification, notificationsOf } from '../stories/delivery/notifications.ts';

const STEP = 15;
const UNTIL = 720;
/** Every time of the configuration is divided by it. A busy machine must not be late by the 3 s that are then a step. */
const FASTER = 5;

const high = (alertname: string, cause: string): Labels => ({ alertname, severity: 'high', cause });
const misses = (cache_name: string): Labels => ({ alertname: 'CacheMisses', severity: 'medium', cache_name });

/** From and to in seconds, at some distance from the times at which Alertmanager looks. */
const FIRES: readonly (readonly [labels: Labels, from: number, to: number])[] = [
  [high('RiskGuardDown', 'gone'), 30, 300],
  // Kept back by the one above, until it ends.
  [high('TradingHalted', 'blocked'), 30, 390],
  [{ ...high('TelemetryTargetDown', 'gone'), job: 'qt-risk-guard' }, 45, 285],
  // Flickers between two looks, and later comes back.
  [high('KillSwitchEngaged', 'engaged'), 60, 75],
  [high('KillSwitchEngaged', 'engaged'), 105, 150],
  [high('KillSwitchEngaged', 'engaged'), 600, 645],
  // A group of two.
  [misses('price'), 30, 630],
  [misses('signal'), 150, 480],
  // Too short for the wait of its route.
  [{ alertname: 'ProviderFailureRate', severity: 'medium', provider: 'binance' }, 405, 420],
];

const activeAt = (t: number) => FIRES.filter(([, from, to]) => from <= t && t < to).map(([labels]) => labels);
const grid = Array.from({ length: UNTIL / STEP + 1 }, (_, n) => n * STEP);
const firing: Firing = new Map(grid.map((t) => [t, activeAt(t)]));

describe.skipIf(locate('alertmanager') === undefined)('a real Alertmanager (needs alertmanager)', () => {
  let inbox: Inbox;
  let alertmanager: Alertmanager;
  beforeAll(async () => {
    inbox = await Inbox.open();
    alertmanager = await Alertmanager.start({ QT_SLACK_WEBHOOK_URL: inbox.url('/slack') }, undefined, FASTER);
  });
  afterAll(async () => {
    await alertmanager?.stop();
    await inbox?.close();
  });

  test('sends of each alert the notifications that are computed here, in this order', async () => {
    const start = Date.now();
    const realTime = (t: number) => start + (t * 1000) / FASTER;
    for (const t of grid) {
      await new Promise((resolve) => setTimeout(resolve, realTime(t) - Date.now()));
      await alertmanager.post(postedAt(t, realTime));
    }
    const sent = Object.groupBy(
      inbox.deliveries.map(({ body }) => titleOf(body)),
      (title) => title.split(' ')[1] ?? '',
    );
    const computed = Object.groupBy(notificationsOf(firing, { step: STEP, until: UNTIL }), ({ alert }) => alert);
    const titles = Object.entries(computed).map(([alert, all = []]) => [alert, all.map(titleFor)]);
    expect(sent).toEqual(Object.fromEntries(titles));
  });
});

/** What Prometheus sends at an evaluation: what fires, and what has just ceased to. */
function postedAt(t: number, realTime: (t: number) => number): PostedAlert[] {
  return FIRES.filter(([, from, to]) => from <= t && t <= to).map(([labels, from, to]) => ({
    labels,
    annotations: { summary: Object.values(labels).join(' ') },
    startsAt: new Date(realTime(from)).toISOString(),
    endsAt: new Date(t < to ? realTime(t) + 240_000 : realTime(t)).toISOString(),
  }));
}

function titleOf(body: Readonly<Record<string, unknown>>): string {
  const [attachment] = body['attachments'] as [{ readonly title: string }];
  const [, what = '', more = ''] = /^(.*?): .*?(, and .*)?$/.exec(attachment.title) ?? [];
  return what.startsWith('RESOLVED') ? what : what + more;
}

function titleFor({ alert, severity, firing: left }: Notification): string {
  const more = left.length > 1 ? `, and ${left.length - 1} more` : '';
  return `${left.length > 0 ? severity.toUpperCase() : 'RESOLVED'} ${alert}${more}`;
}
