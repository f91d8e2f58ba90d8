import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiRoutes, createClient, operationalRoutes } from '@qt/contracts';
import { runService } from '@qt/nest-service';
import { startTestTelemetry } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { AppModule } from './app.module.ts';
import { readConfig } from './config.ts';

/** Nothing listens there. */
const DOWN = 'http://127.0.0.1:1';

/** The API with a data folder of its own, while every other service is down. */
async function startApi() {
  const folder = mkdtempSync(join(tmpdir(), 'qt-api-'));
  const running = startTestTelemetry('qt-api');
  const config = readConfig({
    QT_DATA_DIR: folder,
    QT_SERVICE_TOKEN: 'service-token',
    QT_RISK_GUARD_URL: DOWN,
    QT_SCHEDULER_URL: DOWN,
    QT_RETRAIN_WORKER_URL: DOWN,
    QT_MARKET_SIM_URL: DOWN,
    QT_BINANCE_URL: DOWN,
    QT_COINGECKO_URL: DOWN,
  });
  const app = await runService({
    id: 'api',
    version: '1',
    environment: config,
    port: 0,
    routes: apiRoutes,
    telemetry: running.telemetry,
    module: AppModule.forRoot(config),
  });
  onTestFinished(async () => {
    await app.close();
    await running.stop();
    rmSync(folder, { recursive: true });
  });
  const baseUrl = await app.getUrl();
  const headers = { authorization: 'Bearer service-token' };
  const client = createClient({ ...apiRoutes, ...operationalRoutes }, { baseUrl, timeoutMs: 5000, fetch, headers });
  return { client, baseUrl };
}

test('Nest builds the API, which answers on every surface while all other services are down', async () => {
  const { client: api } = await startApi();
  expect(await api.ready()).toMatchObject({
    status: 503,
    body: {
      checks: [
        { name: 'store', ok: true },
        { name: 'model', ok: false },
        { name: 'inference', ok: false },
      ],
    },
  });
  expect(await api.health()).toMatchObject({ body: { status: 'down', trading: { allowed: false } } });
  expect(await api.health()).toMatchObject({
    body: {
      market: 'sim',
      environment: 'production',
      version: '1',
      services: [{ name: 'qt-api', starts: 1 }, { starts: null }, { starts: null }, { starts: null }, { starts: null }],
      signals: [{ age_seconds: null }, { age_seconds: null }, { age_seconds: null }],
      jobs: null,
      retraining: null,
    },
  });
  expect(await api.riskHealth()).toMatchObject({ status: 503, error: { code: 'risk_guard_unavailable' } });
  expect(await api.schedulerHealth()).toMatchObject({ status: 503, error: { code: 'scheduler_unavailable' } });
  expect(await api.signals({ query: { profile: 'balanced' } })).toMatchObject({
    status: 503,
    error: { code: 'model_unavailable' },
  });
  expect(await api.trades({ query: { limit: 10 } })).toMatchObject({ status: 200, body: { items: [] } });
  expect(await api.account()).toMatchObject({ body: { cash: '100000', equity: '100000' } });
  expect(await api.scan()).toMatchObject({ body: { symbols_done: 0, orders: 0 } });
});

test('the runbooks are pages with a strict policy, whose files it serves itself', async () => {
  const { baseUrl } = await startApi();
  for (const path of ['/runbooks', '/runbooks/TradingHalted']) {
    const page = await fetch(baseUrl + path);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self';/,
    );
    const files = [...(await page.text()).matchAll(/(?:src|href)="(\/runbooks\/\w+\.\w+)"/g)].map(
      ([, file]) => file ?? '',
    );
    expect(files).toEqual(['/runbooks/page.css', '/runbooks/page.js']);
    for (const file of files) expect((await fetch(baseUrl + file)).status).toBe(200);
  }
  for (const path of ['/runbooks', '/runbooks/TradingHalted']) {
    const refused = await fetch(baseUrl + path, { method: 'POST' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET']);
  }
  for (const name of ['Nobody', '..%2FREADME', 'README']) {
    const unknown = await fetch(`${baseUrl}/runbooks/${name}`);
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await unknown.json()).toMatchObject({ error: { code: 'unknown_runbook' } });
  }
});
