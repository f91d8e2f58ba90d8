import { ALERTS, WATCHDOG } from '@qt/monitoring/alerts';
import { LoopbackServer } from '@qt/test-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { liveDrill } from './live-drill.ts';

/** API, Prometheus and Alertmanager in one, healthy but for what a test changes. */
let server: LoopbackServer;
let rules: { name: string; health: string; state: string; lastError?: string }[];
let notifications: { sent: number; failed: number };
let posted: { labels: Record<string, string> }[];
/** What the arrival of an alert does to the counts. */
let deliver: () => void;

beforeEach(async () => {
  rules = [...ALERTS, WATCHDOG].map(({ name }) => ({ name, health: 'ok', state: 'inactive' }));
  notifications = { sent: 3, failed: 1 };
  posted = [];
  deliver = () => notifications.sent++;
  server = await new LoopbackServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://loopback');
    if (request.method === 'POST') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      posted.push(...(JSON.parse(Buffer.concat(chunks).toString()) as typeof posted));
      deliver();
      return void response.end();
    }
    if (pathname === '/metrics') {
      const count = (name: string, value: number) => `${name}{integration="slack",receiver_name="x"} ${value}\n`;
      const { sent, failed } = notifications;
      response.write(count('alertmanager_notifications_total', sent));
      return void response.end(count('alertmanager_notifications_failed_total', failed));
    }
    if (pathname === '/api/v1/rules') return void response.end(JSON.stringify({ data: { groups: [{ rules }] } }));
    if (pathname === '/api/v2/alerts') return void response.end(JSON.stringify([{ updatedAt: 'now' }]));
    response.writeHead(pathname.startsWith('/runbooks/') ? 200 : 404).end();
  }).listen();
});
afterEach(() => server.close());

async function drill(): Promise<{ ok: boolean; lines: string[] }> {
  const { url } = server;
  const lines: string[] = [];
  const where = { api: url, prometheus: url, alertmanager: url, riskGuard: url, adminToken: undefined };
  const ok = await liveDrill({ ...where, allowHalt: false }, (line) => lines.push(line));
  return { ok, lines };
}

test('a whole deployment: rules, heartbeat and one alert of severity medium, and no halt unless asked', async () => {
  const { ok, lines } = await drill();
  expect(lines.map((line) => line.split(':')[0])).toEqual([
    'ok       rules',
    'ok       heartbeat',
    'ok       synthetic alert',
    'skipped  halt and resume (--allow-halt)',
  ]);
  expect(ok).toBe(true);
  expect(posted.map(({ labels }) => [labels['alertname'], labels['severity']])).toEqual([['Drill', 'medium']]);
});

test('an alert that Prometheus does not have fails it, and nothing is sent', async () => {
  rules = rules.filter(({ name }) => name !== 'RiskGuardDown');
  const { ok, lines } = await drill();
  expect(ok).toBe(false);
  expect(lines).toEqual([expect.stringContaining('FAILED   rules: rules: expected RiskGuardDown')]);
  expect(posted).toEqual([]);
});

test('a rule that cannot be evaluated fails it, with the reason', async () => {
  rules = rules.map((rule) =>
    rule.name === 'ClockSkew' ? { ...rule, health: 'err', lastError: 'many-to-many' } : rule,
  );
  expect((await drill()).lines).toEqual(['FAILED   rules: ClockSkew: many-to-many']);
});

test('a receiver that refuses the alert fails it', async () => {
  deliver = () => {
    notifications.sent++;
    notifications.failed++;
  };
  const { ok, lines } = await drill();
  expect(ok).toBe(false);
  expect(lines.at(-1)).toBe("FAILED   synthetic alert: notifications by slack fail: see Alertmanager's log");
});
