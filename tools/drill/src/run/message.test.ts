import { expect, test } from 'vitest';
import { messageOf } from './message.ts';

const LINKS = { runbook: 'http://127.0.0.1:8000/runbooks/RiskGuardDown', dashboard: 'http://127.0.0.1:3000/d/qt-risk' };

test('what PagerDuty gets: the alert, whether it is over, its text and both links', () => {
  const body = {
    event_action: 'trigger',
    payload: {
      summary: 'HIGH RiskGuardDown: The risk guard is down (production)',
      class: 'RiskGuardDown',
      custom_details: { firing: '* It is down.', resolved: '' },
    },
    links: [
      { text: 'Runbook', href: LINKS.runbook },
      { text: 'Dashboard', href: LINKS.dashboard },
    ],
  };
  expect(messageOf({ at: 1, path: '/pagerduty', body })).toEqual({
    at: 1,
    receiver: 'PagerDuty',
    alert: 'RiskGuardDown',
    resolved: false,
    title: body.payload.summary,
    text: '* It is down.',
    runbookUrl: LINKS.runbook,
    dashboardUrl: LINKS.dashboard,
  });
  expect(messageOf({ at: 2, path: '/pagerduty', body: { ...body, event_action: 'resolve' } })?.resolved).toBe(true);
});

test.each([
  ['MEDIUM CollectorDown: The Collector is down (production)', false],
  ['RESOLVED CollectorDown: The Collector is down (production)', true],
])('what Slack gets: %s', (title, resolved) => {
  const text = `Scrapes fail.\n<${LINKS.runbook}|Runbook> · <${LINKS.dashboard}|Dashboard> · <http://x|Silence>`;
  const body = { attachments: [{ title, title_link: LINKS.runbook, text }] };
  expect(messageOf({ at: 1, path: '/slack', body })).toMatchObject({
    receiver: 'Slack',
    alert: 'CollectorDown',
    resolved,
    runbookUrl: LINKS.runbook,
    dashboardUrl: LINKS.dashboard,
  });
});

test('the heartbeat is no message', () => {
  expect(messageOf({ at: 1, path: '/heartbeat', body: {} })).toBeUndefined();
});
