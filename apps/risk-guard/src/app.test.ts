import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DENIAL_REASONS } from '@qt/catalogue';
import { createClient, type ReserveRequest, riskRoutes } from '@qt/contracts';
import { runService } from '@qt/nest-service';
import { startTelemetry, type Telemetry } from '@qt/telemetry';
import { jsonAnswers, LoopbackServer } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { AppModule } from './app.module.ts';
import { readConfig } from './config.ts';
import { binanceAnswers, emptyLedger, registryAnswers } from './neighbours.fixture.ts';

const NOW = Date.UTC(2026, 0, 1);
const at = new Date(NOW).toISOString();
const admin = { 'x-admin-token': 'admin-token' };
const service = { authorization: 'Bearer service-token' };

let folder: string;
/** Everything that the guard asks. */
let neighbours: LoopbackServer;
let telemetry: Telemetry<'qt-risk-guard'>;
let app: NestFastifyApplication;
let url: string;
const lines: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qt-risk-guard-'));
  const prices = { BTCUSDT: '50000', ETHUSDT: '3000', SOLUSDT: '150' };
  const answers = {
    ...binanceAnswers(prices, () => NOW),
    ...registryAnswers(NOW - 24 * 3_600_000),
    ...emptyLedger(),
  };
  neighbours = await new LoopbackServer(jsonAnswers(answers)).listen();
  const config = readConfig({
    QT_MARKET_SIM_URL: neighbours.url,
    QT_RETRAIN_WORKER_URL: neighbours.url,
    QT_API_URL: neighbours.url,
    QT_DATA_DIR: folder,
    QT_ADMIN_TOKEN: 'admin-token',
    QT_SERVICE_TOKEN: 'service-token',
  });
  telemetry = startTelemetry({
    service: 'qt-risk-guard',
    version: '1',
    dataDir: folder,
    admitted: { symbol: config.QT_SYMBOLS, profile: config.QT_PROFILES },
    sink: { write: (line: string) => void lines.push(line) } as never,
  });
  app = await runService({
    id: 'risk-guard',
    version: '1',
    environment: config,
    port: 0,
    routes: riskRoutes,
    telemetry,
    module: AppModule.forRoot(config),
    now: () => NOW,
  });
  url = await app.getUrl();
  await vi.waitUntil(async () => {
    const risk = await clientWith({}).state();
    return risk.ok && risk.body.prices.length > 0 && risk.body.books.state === 'agree';
  }, 30_000);
});
afterAll(async () => {
  await app.close();
  await telemetry.shutdown();
  await neighbours.close();
  rmSync(folder, { recursive: true });
});

const clientWith = (headers: Record<string, string>) =>
  createClient(riskRoutes, { baseUrl: url, headers, timeoutMs: 5000, fetch });
const scrape = async () => (await fetch(`${url}/metrics`)).text();

const order: ReserveRequest = {
  client_order_id: 'order-1',
  symbol: 'BTCUSDT',
  side: 'buy',
  quantity: '0.01',
  reduce_only: false,
  origin: 'signal',
  profile: 'balanced',
  price: '50000',
  price_observed_at: at,
  available_cash: '100000',
  signal: { confidence: 0.7, entry_threshold: 0.6, model_expires_at: '2026-01-02T00:00:00.000Z' },
};

describe('the risk guard, over HTTP', () => {
  test('has every series before the first order', async () => {
    const text = await scrape();
    for (const reason of DENIAL_REASONS) expect(text).toContain(`qt_risk_denials_total{reason="${reason}"} 0`);
    for (const decision of ['allowed', 'denied']) {
      expect(text).toContain(`qt_risk_decisions_total{decision="${decision}"} 0`);
    }
    expect(text).toMatch(/^qt_risk_daily_loss 0$/m);
    expect(text).toMatch(/^qt_risk_daily_loss_limit 500$/m);
    expect(text).toMatch(/^qt_risk_kill_switch_engaged 0$/m);
  });

  test('shows its own prices with their age and source', async () => {
    const risk = await clientWith({}).state();
    const price = {
      symbol: 'BTCUSDT',
      price: '50000',
      source: 'binance',
      observed_at: at,
      age_seconds: 0,
      stale: false,
    };
    expect(risk).toMatchObject({ body: { prices: [price, { symbol: 'ETHUSDT' }, { symbol: 'SOLUSDT' }] } });
  });

  test('takes an order from reservation to fill, and counts the allowed one', async () => {
    const guard = clientWith(service);
    const reserved = await guard.reserve({ body: order });
    expect(reserved).toMatchObject({ ok: true, body: { decision: 'allowed', expires_at: '2026-01-01T00:00:30.000Z' } });
    const { client_order_id, symbol, side, quantity } = order;
    const fill = {
      client_order_id,
      symbol,
      side,
      quantity,
      price: '50010',
      fee: '0.5',
      realised_pnl: '-0.5',
      filled_at: at,
    };
    const confirmed = await guard.confirm({ body: { ...fill, reservation_id: null } });
    expect(confirmed).toMatchObject({ ok: true, body: { daily_loss: '0.5' } });
    const text = await scrape();
    expect(text).toContain('qt_risk_decisions_total{decision="allowed"} 1');
    expect(text).toMatch(/^qt_risk_daily_loss 0\.5$/m);
  });

  test('releases a reservation once', async () => {
    const guard = clientWith(service);
    const reserved = await guard.reserve({ body: { ...order, client_order_id: 'order-2', available_cash: '99499.4' } });
    if (!reserved.ok || reserved.body.decision === 'denied') throw new Error('expected a reservation');
    const body = { reservation_id: reserved.body.reservation_id, why: 'not sent' };
    expect(await guard.release({ body })).toMatchObject({ body: { released: true } });
    expect(await guard.release({ body })).toMatchObject({ body: { released: false } });
  });

  test('counts a denial by its reason and logs it with limit, observed and order', async () => {
    const denied = await clientWith(service).reserve({
      body: { ...order, client_order_id: 'big', quantity: '1', available_cash: '99499.4' },
    });
    const grounds = { reason: 'notional_limit', limit: '1000', observed: '50250' };
    expect(denied).toMatchObject({ ok: true, body: { decision: 'denied', ...grounds } });
    expect(await scrape()).toContain('qt_risk_denials_total{reason="notional_limit"} 1');
    const logged = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'risk.denied');
    expect(logged).toMatchObject([
      { ...grounds, client_order_id: 'big', symbol: 'BTCUSDT', profile: 'balanced', request_id: expect.any(String) },
    ]);
  });

  test('engages and releases its kill switch for the admin alone, and audits each attempt with its request id', async () => {
    const body = { enabled: true, reason: 'drill' };
    expect(await clientWith({}).killSwitch({ body })).toMatchObject({ ok: false, status: 401 });
    expect(await clientWith({ 'x-admin-token': 'wrong' }).killSwitch({ body })).toMatchObject({ status: 401 });
    const engaged = await clientWith(admin).killSwitch({ body });
    expect(engaged).toMatchObject({
      body: { kill_switch: { engaged: true, actor: 'admin', reason: 'drill', since: at } },
    });
    expect(await scrape()).toMatch(/^qt_risk_kill_switch_engaged 1$/m);
    await clientWith(admin).killSwitch({ body: { enabled: null, reason: 'over' } });
    expect(await scrape()).toMatch(/^qt_risk_kill_switch_engaged 0$/m);
    const audit = await clientWith({}).audit({ query: { kind: 'act' } });
    if (!audit.ok) throw new Error(audit.error.message);
    expect(audit.body.items.map(({ actor, action, outcome }) => `${actor} ${action} ${outcome}`)).toEqual([
      'admin kill-switch accepted',
      'admin POST /risk/kill-switch accepted',
      'admin kill-switch accepted',
      'admin POST /risk/kill-switch accepted',
      'unknown POST /risk/kill-switch refused',
      'unknown POST /risk/kill-switch refused',
    ]);
    expect(audit.body.items.every(({ request_id }) => request_id !== null)).toBe(true);
  });

  test('says whose token it is, and counts wrong ones by where a service says that they come from', async () => {
    const asked = (token: string, source: string) =>
      clientWith({
        'x-admin-token': token,
        authorization: 'Bearer service-token',
        'x-forwarded-for': source,
      }).operator();
    const statuses = new Set<number | null>();
    for (let n = 0; n < 20; n++) statuses.add((await asked('a-wrong-token', '203.0.113.9')).status);
    expect([...statuses]).toEqual([401, 429]);
    expect(await asked('a-wrong-token', '203.0.113.10')).toMatchObject({ status: 401 });
    const right = await asked('admin-token', '203.0.113.9');
    expect(right).toMatchObject({ status: 200, body: { name: 'admin', role: 'operator' } });
    const audit = await clientWith({}).audit({ query: { kind: 'act' } });
    if (!audit.ok) throw new Error(audit.error.message);
    const rows = audit.body.items.filter(({ action }) => action === 'GET /risk/operator');
    expect(rows).toHaveLength(11);
    expect(rows[0]).toMatchObject({ actor: 'unknown', outcome: 'refused' });
    expect(rows[0]?.detail).toContain('from 203.0.113.10 by service: X-Admin-Token: expected');
  });

  test('audits each decision with the service that asked, and its hash', async () => {
    const pages = [];
    for (let before: number | undefined; ; ) {
      const page = await clientWith({}).audit({
        query: { limit: 2, kind: 'decision', ...(before === undefined ? {} : { before }) },
      });
      if (!page.ok) throw new Error(page.error.message);
      pages.push(...page.body.items);
      if (page.body.next === null || page.body.items.length === 0) break;
      before = page.body.next;
    }
    expect(pages.map(({ actor, action, outcome }) => `${actor} ${action} ${outcome}`)).toEqual([
      'service reserve refused',
      'service release accepted',
      'service reserve accepted',
      'service confirm accepted',
      'service reserve accepted',
    ]);
    expect(pages[0]?.detail).toMatch(/^denied buy 1 BTCUSDT as big: notional_limit, limit 1000, observed 50\d+$/);
    expect(pages.every(({ hash, request_id }) => /^[0-9a-f]{64}$/.test(hash ?? '') && request_id !== null)).toBe(true);
  });

  test('changes its trading state and resets for the admin, and keeps its losses', async () => {
    const reducing = await clientWith(admin).setState({ body: { state: 'reducing', reason: 'drill' } });
    expect(reducing).toMatchObject({
      body: { state: 'reducing', trading: { allowed: false, reason: 'reducing_only' } },
    });
    await clientWith(admin).setState({ body: { state: 'active', reason: 'over' } });
    const reset = await clientWith(admin).reset({ body: { reason: 'over' } });
    expect(reset).toMatchObject({ body: { state: 'active', daily_loss: '0.5', exposure: [{ quantity: '0.01' }] } });
  });

  test('is ready while its store accepts writes', async () => {
    const ready = await fetch(`${url}/health/ready`);
    expect(await ready.json()).toMatchObject({ status: 'ready', checks: [{ name: 'store', ok: true }] });
  });
});
