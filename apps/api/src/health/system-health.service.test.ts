import { apiRoutes, type HealthCheck, type ProviderHealth, type ServiceHealth, type SystemHealth } from '@qt/contracts';
import type { MarketData, Price, PriceAvailability } from '@qt/market-data';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { expect, test } from 'vitest';
import type { ApiConfig } from '../config.ts';
import { fake } from '../fake.fixture.ts';
import { CurrentModel } from '../model/current-model.ts';
import { SteadyModel } from '../model/model.fixture.ts';
import type { LatestSignalsService } from '../signals/latest-signals.service.ts';
import type { ApiReadiness } from './api.readiness.ts';
import { Deployment } from './deployment.ts';
import { PriceReport } from './price-report.ts';
import type { ServiceClients } from './service-clients.ts';
import type { ServiceMonitor } from './service-monitor.ts';
import { SystemHealthService } from './system-health.service.ts';
import { StatusHistory } from './system-status.ts';
import { TradingStatusService } from './trading-status.service.ts';
import { WorkReports } from './work-reports.ts';

const T0 = Date.parse('2026-11-23T12:00:00.000Z');
const at = (minutes: number) => new Date(T0 + minutes * 60_000).toISOString();
const ready = (name: string): HealthCheck => ({ name, ok: true, detail: 'ready', since: at(0) });
const answering = (name: string): ServiceHealth => ({ ...ready(name), starts: 2 });
const closed: ProviderHealth = { provider: 'binance', circuit: 'closed', since: at(0), last_error: null };
type GuardTrading = Pick<SystemHealth['trading'], 'allowed' | 'detail'> & { readonly reason?: string };
const allowed: GuardTrading = { allowed: true, detail: 'active' };
const ALLOWED = { allowed: true, reason: null, detail: 'orders within the limits go out' };

/** A system whose parts can be made to fail, on a clock in minutes. */
/** As the guard lists them: the one that it tells first. */
function reasonsIn({ allowed: may, reason = 'unnamed', detail }: GuardTrading) {
  return may ? [] : [{ reason, detail }];
}

function system() {
  const parts = {
    minutes: 0,
    own: [ready('store')],
    services: [answering('qt-scheduler'), answering('qt-risk-guard')],
    providers: [closed],
    trading: allowed as GuardTrading | null,
    scheduler: { jobs: [] } as unknown,
    retraining: null as SystemHealth['retraining'],
    prices: { newest: { observedAt: T0, receivedAt: T0 }, failure: null, shownOnlyBy: null } as PriceAvailability,
    lastKnown: {} as Record<string, Price>,
  };
  const model = new CurrentModel();
  const risk = {
    async state() {
      if (parts.trading !== null)
        return {
          ok: true,
          status: 200,
          body: {
            trading: { reason: null, reasons: reasonsIn(parts.trading), ...parts.trading },
            limits: { max_price_age_seconds: 90 },
          },
        } as never;
      const error = { code: 'unreachable', message: 'GET /risk: connect ECONNREFUSED', request_id: '' };
      return { ok: false as const, status: null, error };
    },
  };
  const error = { code: 'unreachable', message: 'connect ECONNREFUSED', request_id: '' };
  const answer = async (body: unknown) =>
    (body === null ? { ok: false, status: null, error } : { ok: true, status: 200, body }) as never;
  const clients = fake<ServiceClients>({
    risk,
    scheduler: { health: () => answer(parts.scheduler) },
    retrainWorker: { health: () => answer(parts.retraining) },
  });
  const now = () => T0 + parts.minutes * 60_000;
  const market = fake<MarketData>({
    health: () => parts.providers,
    priceAvailability: () => parts.prices,
    lastKnownPrice: (symbol) => parts.lastKnown[symbol],
  });
  const config = fake<ApiConfig>({
    QT_MODEL_MAX_AGE_HOURS: 48,
    QT_MARKET: 'replay',
    QT_SYMBOLS: ['BTCUSDT', 'ETHUSDT'],
  });
  const metrics = recordingInstruments();
  const log = recordingLog();
  const system = new SystemHealthService(
    fake<ApiReadiness>({ checks: async () => parts.own }),
    fake<ServiceMonitor>({ check: async () => parts.services }),
    new TradingStatusService(clients, market, model, config, metrics.instruments, log.log, now),
    market,
    model,
    fake<LatestSignalsService>({ ages: () => [{ profile: 'balanced', age_seconds: 12.5 }] }),
    new WorkReports(clients),
    new PriceReport(config, market, now),
    new Deployment(
      config,
      { id: 'api', version: '1.2.3', starts: 7, startedAt: T0, served: [], routes: {} },
      { environment: 'staging' },
    ),
    new StatusHistory(now),
  );
  const changes = () => log.events('trading.allowed.changed');
  return { parts, model, check: () => system.check(), metrics, changes };
}

test('when everything is ready, the status is ok, and every service is named', async () => {
  const { check } = system();
  const health = await check();
  expect(health).toMatchObject({
    status: 'ok',
    since: at(0),
    trading: { ...ALLOWED, since: at(0) },
    providers: [closed],
  });
  expect(health.services.map(({ name }) => name)).toEqual(['qt-api', 'qt-scheduler', 'qt-risk-guard']);
});

test.each<[string, 'degraded' | 'down', (parts: ReturnType<typeof system>['parts']) => void]>([
  ['a service does not answer', 'degraded', (p) => (p.services = [{ ...answering('qt-scheduler'), ok: false }])],
  ['a circuit is open', 'degraded', (p) => (p.providers = [{ ...closed, circuit: 'open' }])],
  ['a circuit is half open', 'degraded', (p) => (p.providers = [{ ...closed, circuit: 'half_open' }])],
  ['no order may go out', 'degraded', (p) => (p.trading = { allowed: false, detail: 'kill switch' })],
  [
    'no price can be had',
    'degraded',
    (p) => (p.prices = { newest: null, shownOnlyBy: null, failure: 'no price of BTCUSDT' }),
  ],
  ['the API is not ready', 'down', (p) => (p.own = [{ ...ready('store'), ok: false }])],
])('when %s, the status is %s since the first check that saw it', async (_, status, fail) => {
  const { parts, check } = system();
  await check();
  fail(parts);
  parts.minutes = 5;
  expect(await check()).toMatchObject({ status, since: at(5) });
  parts.minutes = 9;
  expect(await check()).toMatchObject({ status, since: at(5) });
});

test('the API is one of the services: ready since the last of its checks, failing since the first of them', async () => {
  const { parts, check } = system();
  parts.own = [ready('store'), { ...ready('model'), since: at(3) }];
  expect((await check()).services[0]).toEqual({ name: 'qt-api', ok: true, detail: 'ready', since: at(3), starts: 7 });
  parts.own = [
    ready('store'),
    { name: 'model', ok: false, detail: 'no model yet', since: at(7) },
    { name: 'other', ok: false, detail: 'gone', since: at(5) },
  ];
  expect((await check()).services[0]).toEqual({
    name: 'qt-api',
    ok: false,
    detail: 'not_ready: model: no model yet; other: gone',
    since: at(5),
    starts: 7,
  });
});

test('it says what runs, how old the signals are, and how jobs and trainings went, by its contract', async () => {
  const { parts, check } = system();
  const last_run = {
    run_id: 'r-1',
    status: 'degraded',
    started_at: at(0),
    finished_at: at(1),
    duration_ms: 60_000,
    symbols_done: 0,
    errors_by_provider: { binance: 3 },
    error: 'no price',
  };
  const job = { interval_seconds: 60, running: false, next_run_at: at(2) };
  parts.scheduler = {
    jobs: [
      { ...job, job_id: 'signal_scan', last_run, degraded_in_a_row: 3 },
      { ...job, job_id: 'retrain_models', last_run: null, degraded_in_a_row: 0 },
    ],
  };
  parts.retraining = { last_success_at: at(0), last_failure_at: null, running_since: at(1), promotions_halted: true };
  const health = await check();
  expect(health).toMatchObject({
    market: 'replay',
    environment: 'staging',
    version: '1.2.3',
    signals: [{ profile: 'balanced', age_seconds: 12.5 }],
    retraining: parts.retraining,
  });
  expect(health.jobs).toEqual([
    {
      job_id: 'signal_scan',
      last_run: { status: 'degraded', finished_at: at(1), symbols_done: 0, error: 'no price' },
      degraded_in_a_row: 3,
    },
    { job_id: 'retrain_models', last_run: null, degraded_in_a_row: 0 },
  ]);
  expect(apiRoutes.health.responses[200].parse(health)).toEqual(health);
});

test('the part of a service that does not answer is null, and the rest is told all the same', async () => {
  const { parts, check } = system();
  Object.assign(parts, { scheduler: null, retraining: null });
  expect(await check()).toMatchObject({ status: 'ok', jobs: null, retraining: null, version: '1.2.3' });
});

test('while the risk guard cannot be asked, no order may go out', async () => {
  const { parts, check } = system();
  parts.trading = null;
  expect((await check()).trading).toEqual({
    allowed: false,
    reason: 'risk_guard_unavailable',
    since: at(0),
    reason_since: at(0),
    detail: 'the risk guard cannot be asked: GET /risk: connect ECONNREFUSED',
  });
});

test('an API that is not ready orders nothing, whatever the risk guard would allow', async () => {
  const { parts, check } = system();
  parts.own = [ready('store'), { name: 'model', ok: false, detail: 'no model was promoted yet', since: at(0) }];
  expect(await check()).toMatchObject({
    status: 'down',
    trading: {
      allowed: false,
      reason: 'model_unavailable',
      detail: 'no order by signal goes out, one by hand does: model: no model was promoted yet',
    },
  });
});

test('without a model the detail does not deny orders by hand, which fill, and has its two checks once', async () => {
  const { parts, check, changes } = system();
  parts.own = [
    ready('store'),
    { name: 'model', ok: false, detail: 'its file is missing', since: at(0) },
    { name: 'inference', ok: false, detail: 'no model yet', since: at(0) },
  ];
  const detail = 'no order by signal goes out, one by hand does: model: its file is missing; inference: no model yet';
  expect((await check()).trading).toMatchObject({ allowed: false, reason: 'model_unavailable', detail });
  expect(changes()).toEqual([{ allowed: false, reason: 'model_unavailable', detail }]);
});

test('without a price that is young enough nothing is ordered, and the detail has every reason', async () => {
  const { parts, check } = system();
  parts.prices = { ...parts.prices, failure: 'no price of BTCUSDT: binance: http: 500' };
  parts.minutes = 1;
  expect((await check()).trading).toEqual({ ...ALLOWED, since: at(1), reason_since: null });
  parts.minutes = 2;
  const unpriced = 'no symbol has a price at most 90 s old: no price of BTCUSDT: binance: http: 500';
  expect(await check()).toMatchObject({
    status: 'degraded',
    trading: { allowed: false, reason: 'price_unavailable', detail: unpriced },
  });
  parts.trading = { allowed: false, detail: 'the kill switch is engaged' };
  expect((await check()).trading.detail).toBe(`the kill switch is engaged; ${unpriced}`);
});

test('while the exchange gives no price nothing is ordered on that of CoinGecko', async () => {
  const { parts, check } = system();
  parts.prices = { ...parts.prices, shownOnlyBy: 'coingecko' };
  expect((await check()).trading).toMatchObject({
    allowed: false,
    reason: 'price_unavailable',
    detail: 'the exchange gives no price; that of coingecko shows, but does not trade',
  });
});

test.each(['price_missing', 'price_stale'])(
  'a guard that judges by no price (%s) is a lack of prices',
  async (reason) => {
    const { parts, check } = system();
    parts.trading = { allowed: false, reason, detail: 'no price' } as GuardTrading;
    expect((await check()).trading).toMatchObject({ allowed: false, reason: 'price_unavailable', detail: 'no price' });
  },
);

test('the verdict is one: health, gauges and one log line a change say the same, with since when', async () => {
  const { parts, check, metrics, changes } = system();
  await check();
  expect(metrics.value('qt_trading_allowed')).toBe(1);
  parts.trading = { allowed: false, reason: 'kill_switch', detail: 'kill switch: engaged by ann' };
  parts.minutes = 3;
  await check();
  parts.own = [{ name: 'store', ok: false, detail: 'disk full', since: at(4) }];
  parts.minutes = 4;
  const detail = 'the API cannot order: store: disk full; kill switch: engaged by ann';
  expect((await check()).trading).toEqual({
    allowed: false,
    reason: 'store_unavailable',
    detail,
    since: at(3),
    reason_since: at(4),
  });
  expect(metrics.value('qt_trading_allowed')).toBe(0);
  expect(metrics.value('qt_trading_blocked', { reason: 'kill_switch' })).toBe(1);
  expect(metrics.value('qt_trading_blocked', { reason: 'store_unavailable' })).toBe(1);
  expect(metrics.value('qt_trading_blocked', { reason: 'model_expired' })).toBe(0);
  parts.own = [ready('store')];
  parts.trading = allowed;
  await check();
  expect(changes().map(({ allowed, reason }) => [allowed, reason])).toEqual([
    [true, null],
    [false, 'kill_switch'],
    [false, 'store_unavailable'],
    [true, null],
  ]);
});

test('another reason is told when it comes, and a detail that only grows older is not', async () => {
  const { parts, check, changes } = system();
  parts.trading = { allowed: false, reason: 'kill_switch', detail: 'kill switch: engaged by ann' };
  await check();
  parts.trading = { allowed: false, reason: 'reducing_only', detail: 'reducing for 1 min' };
  parts.minutes = 2;
  await check();
  parts.trading = { allowed: false, reason: 'reducing_only', detail: 'reducing for 2 min' };
  parts.minutes = 3;
  expect((await check()).trading).toMatchObject({ reason: 'reducing_only', since: at(0), reason_since: at(2) });
  expect(changes()).toEqual([
    { allowed: false, reason: 'kill_switch', detail: 'kill switch: engaged by ann' },
    { allowed: false, reason: 'reducing_only', detail: 'reducing for 1 min' },
  ]);
});

test('an outage with failover shows which prices still come, and from where', async () => {
  const { parts, check } = system();
  const price = { price: '1', observedAt: T0 };
  parts.lastKnown = {
    BTCUSDT: { ...price, symbol: 'BTCUSDT', source: 'coingecko' },
    ETHUSDT: { ...price, symbol: 'ETHUSDT', source: 'coingecko', observedAt: T0 + 30_000 },
  };
  parts.minutes = 1;
  expect((await check()).prices).toEqual([{ provider: 'coingecko', symbols: 2, oldest_seconds: 60 }]);
  delete parts.lastKnown['ETHUSDT'];
  expect((await check()).prices).toEqual([
    { provider: 'coingecko', symbols: 1, oldest_seconds: 60 },
    { provider: null, symbols: 1, oldest_seconds: null },
  ]);
});

test('a model that is too old lets no order out by signal, to the millisecond', async () => {
  const { parts, model, check } = system();
  await model.replace(new SteadyModel('m-1'));
  const trainedAt = Date.parse(model.card?.trained_at ?? '');
  const expired = (trainedAt + 48 * 3_600_000 - T0) / 60_000;
  parts.minutes = expired - 1 / 60_000;
  parts.prices = { newest: null, shownOnlyBy: null, failure: null };
  expect((await check()).trading.allowed).toBe(true);
  parts.minutes = expired;
  expect((await check()).trading).toMatchObject({ allowed: false, reason: 'model_expired' });
});

test('the model is reported with its comparison to the baseline; before the first, there is none', async () => {
  const { model, check } = system();
  expect((await check()).model).toEqual({
    version: null,
    beats_baseline: null,
    detail: 'no model yet: the first one is being trained',
  });
  await model.replace(new SteadyModel('m-1'));
  expect((await check()).model).toMatchObject({ version: 'm-1', beats_baseline: true });
});
