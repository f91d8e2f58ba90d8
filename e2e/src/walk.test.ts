import { randomUUID } from 'node:crypto';
import { METRICS, type MetricSpec, type ServiceName } from '@qt/catalogue';
import { DEFAULT_PORTS, errorReply, type LimitChange, type ServiceId } from '@qt/contracts';
import { System, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SERVICES = ['api', 'scheduler', 'retrain-worker', 'risk-guard'] as const satisfies ServiceId[];
let system: System;
beforeAll(async () => {
  system = await System.start();
  await system.untilTrading();
});
afterAll(() => system.stop());

/** Sends an order by hand. */
async function order(body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${system.url('api')}/api/trades`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ client_order_id: randomUUID(), symbol: 'BTCUSDT', side: 'buy', quantity: '0.001', ...body }),
  });
  return { status: response.status, headers: response.headers, json: await response.json() };
}

describe('start', () => {
  test('prints where everything runs, and that it trades', () => {
    for (const service of Object.keys(DEFAULT_PORTS) as ServiceId[]) {
      expect(system.output).toMatch(new RegExp(`^${service} +${system.url(service)} +ready$`, 'm'));
    }
    expect(system.output).toContain('training the first model: ');
  });

  test('opens positions by the model, because the default seed always has a symbol to buy', async () => {
    const order = await until(
      'an order by signal',
      async () => {
        const reply = await system.api().trades({ query: {} });
        return reply.ok ? reply.body.items.find((item) => item.origin === 'signal') : undefined;
      },
      120_000,
    );
    expect(order).toMatchObject({ side: 'buy', status: 'filled' });
    const account = await system.api().account();
    expect(account).toMatchObject({ ok: true, body: { currency: 'USDT' } });
  });

  test('is healthy', async () => {
    const reply = await system.api().health();
    expect(reply).toMatchObject({ ok: true, body: { status: 'ok', trading: { allowed: true } } });
  });
});

describe('metrics', () => {
  test.each(SERVICES)('%s emits exactly the names, labels and types of the catalogue', async (service) => {
    // Something that is no probe, for the duration of requests to have a series.
    await fetch(`${system.url(service)}/nowhere`);
    const scrape = await system.scrape(service);
    const name: ServiceName = `qt-${service}`;
    const own = Object.entries<MetricSpec>(METRICS).filter(([, spec]) => spec.services.includes(name));
    const declared = [...scrape.types.keys()].filter((metric) => metric !== 'target_info');
    // There while there is a position, a run in progress, a failure or a difference, or once a model was judged.
    const notAlways = [
      'qt_model_feature_drift',
      'qt_model_judged_timestamp_seconds',
      'qt_model_live_baseline_hit_rate',
      'qt_model_live_baseline_log_loss',
      'qt_model_live_excess_loss',
      'qt_model_live_hit_rate',
      'qt_model_live_log_loss',
      'qt_position_notional',
      'qt_retrain_last_failure_timestamp_seconds',
      'qt_retrain_running_since_timestamp_seconds',
      'qt_risk_books_differed_timestamp_seconds',
    ];
    const always = (metrics: readonly string[]) => metrics.filter((metric) => !notAlways.includes(metric)).sort();
    expect(always(declared)).toEqual(always(own.map(([metric]) => metric)));
    expect(own.map(([metric]) => metric)).toEqual(expect.arrayContaining(declared));
    for (const [metric, spec] of own) {
      for (const sample of scrape.samples.filter(
        (one) => one.name.replace(/_(bucket|sum|count)$/, '') === metric || one.name === metric,
      )) {
        const labels = Object.keys(sample.labels).filter(
          (label) => label !== 'le' && !(label in (spec.optionalLabels ?? {})),
        );
        expect(labels.sort(), sample.name).toEqual(Object.keys(spec.labels).sort());
      }
    }
  });

  test('the plan’s twelve metrics have values', async () => {
    await system.api().latestPrice({ params: { symbol: 'BTCUSDT' } });
    await order({ quantity: '10' });
    const [api, scheduler, worker, guard] = await Promise.all(SERVICES.map((service) => system.scrape(service)));
    expect(
      api?.sum('qt_api_request_total', { route: '/api/prices/latest/:symbol', method: 'GET', status_code: '200' }),
    ).toBeGreaterThan(0);
    expect(api?.sum('qt_api_request_duration_seconds_count')).toBe(api?.sum('qt_api_request_total'));
    expect(scheduler?.sum('qt_scheduler_runs_total', { job_id: 'signal_scan', status: 'success' })).toBeGreaterThan(0);
    expect(scheduler?.sum('qt_scheduler_run_duration_seconds_count', { job_id: 'signal_scan' })).toBeGreaterThan(0);
    expect(api?.sum('qt_cache_hits_total', { cache_name: 'price', result: 'hit' })).toBeGreaterThan(0);
    expect(api?.sum('qt_model_inference_duration_seconds_count', { profile: 'balanced' })).toBeGreaterThan(0);
    expect(api?.sum('qt_model_confidence', { profile: 'balanced' })).toBeGreaterThan(0.34);
    expect(api?.sum('qt_trade_decisions_total', { action: 'buy' })).toBeGreaterThan(0);
    expect(worker?.sum('qt_retrain_runs_total', { status: 'success' })).toBe(1);
    expect(worker?.sum('qt_retrain_duration_seconds_sum', { status: 'success' })).toBeGreaterThan(0);
    expect(guard?.sum('qt_risk_denials_total', { reason: 'notional_limit' })).toBeGreaterThan(0);
    expect(guard?.sum('qt_risk_daily_loss')).toBeGreaterThanOrEqual(0);
  });

  test('closed label sets exist at 0 before anything happens to them', async () => {
    const guard = await system.scrape('risk-guard');
    expect(guard.find('qt_risk_denials_total')).toHaveLength(23);
    const api = await system.scrape('api');
    expect(api.sum('qt_api_request_total', { route: '/api/trades', method: 'POST', status_code: '503' })).toBe(0);
  });
});

test('the scrape of an API that was asked for everything has at most 900 series', async () => {
  for (const path of [
    ...['/api/prices/latest/BTCUSDT', '/api/candles/BTCUSDT', '/api/signals', '/api/trades', '/api/positions'],
    ...['/api/account', '/health', '/health/scheduler', '/health/risk', '/health/live', '/health/ready', '/metrics'],
    ...['/openapi.json', '/docs', '/runbooks', '/runbooks/TradingHalted', '/runbooks/Nobody', '/nowhere'],
    '/api/prices/latest/NOPEUSDT',
  ]) {
    await (await fetch(system.url('api') + path)).text();
  }
  expect((await order({})).status).toBe(201);
  expect((await order({ quantity: '10' })).status).toBe(403);
  const { samples } = await system.scrape('api');
  expect(samples.length).toBeLessThanOrEqual(900);
  expect(samples.length).toBeGreaterThan(500);
});

test('what was earned adds up to the account, by profile and symbol', async () => {
  const body = await until('a scan after a fill', async () => {
    const reply = await system.api().performance({ query: {} });
    return reply.ok && reply.body.parts.length > 0 ? reply.body : undefined;
  });
  const { opening_equity, paid_in, closing_equity } = body.account;
  const sum = (parts: readonly { net: string }[]) => parts.reduce((all, { net }) => all + BigInt(units(net)), 0n);
  const change = BigInt(units(closing_equity)) - BigInt(units(opening_equity)) - BigInt(units(paid_in));
  expect([sum(body.by_profile), sum(body.by_symbol), sum(body.parts)]).toEqual([change, change, change]);
  expect(opening_equity).toBe('100000');
});

/** An amount in units of its eighth decimal. */
function units(text: string): string {
  const [whole = '0', part = ''] = text.split('.');
  return whole + part.padEnd(8, '0');
}

describe('correlation', () => {
  test('a request id sent with an order is in the log of each service that it touched', async () => {
    const id = randomUUID();
    const { status, headers } = await order({ quantity: '0.002' }, { 'x-request-id': id });
    expect([status, headers.get('x-request-id')]).toEqual([201, id]);
    for (const service of ['api', 'risk-guard'] as const) {
      const lines = await until(`the request in the log of ${service}`, () => {
        const found = system.log(service).filter((line) => line['request_id'] === id);
        return found.some((line) => line['event'] === 'request.completed') ? found : undefined;
      });
      expect(lines.every((line) => line['trace_id'] !== undefined)).toBe(true);
    }
  });

  test('a request id that is not a UUID is replaced', async () => {
    const { headers } = await order({ quantity: '0.002' }, { 'x-request-id': 'robert"); drop table' });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  test('one trace goes from the scheduler to the order and the risk decision', async () => {
    const filled = system.log('api').find((line) => line['event'] === 'order.filled' && line['origin'] === 'signal');
    expect(filled).toBeDefined();
    const sameTrace = (line: Record<string, unknown>) => line['trace_id'] === filled?.['trace_id'];
    const scan = system.log('scheduler').find((line) => line['event'] === 'scheduler.run.started' && sameTrace(line));
    expect(scan).toMatchObject({ job_id: 'signal_scan', request_id: filled?.['request_id'] });
    const asked = system.log('risk-guard').filter((line) => line['event'] === 'request.completed' && sameTrace(line));
    expect(asked.map((line) => line['route'])).toEqual(
      expect.arrayContaining(['/internal/orders/reserve', '/internal/orders/confirm']),
    );
  });

  test('no secret reaches a log', () => {
    const logs = SERVICES.map((service) => JSON.stringify(system.log(service))).join('');
    expect(logs).not.toContain(system.adminToken);
  });
});

describe('orders', () => {
  test('an order that is submitted twice fills once', async () => {
    const body = { client_order_id: randomUUID(), quantity: '0.003' };
    const [first, second] = await Promise.all([order(body), order(body)]);
    expect([first.status, second.status].sort()).toEqual([200, 201]);
    expect(first.json).toEqual(second.json);
    expect((await order({ ...body, quantity: '0.004' })).status).toBe(409);
  });

  test('a denial has its reason, its limit and the observed value', async () => {
    const { status, json } = await order({ quantity: '1' });
    expect(status).toBe(403);
    const { error } = errorReply.parse(json);
    expect(error).toMatchObject({ code: 'risk_denied', details: { reason: 'notional_limit', limit: '1000' } });
  });

  test.each<[string, LimitChange, object]>([
    ['rate_limited', { max_orders_per_minute: 1 }, {}],
    ['position_limit', { max_position_notional: '1' }, {}],
    ['gross_exposure_limit', { max_gross_exposure: '1' }, {}],
    ['insufficient_balance', {}, { side: 'sell', quantity: '1000' }],
  ])('%s denies an order with its limit and what was observed, and is counted', async (reason, limits, terms) => {
    const guard = system.riskGuard();
    const denials = async () => (await system.scrape('risk-guard')).sum('qt_risk_denials_total', { reason }) ?? 0;
    const setTo = (change: LimitChange) => guard.setLimits({ body: { limits: change, reason: 'to see it' } });
    await until('an order to fill', async () => (await order({})).status === 201 || undefined);
    const before = await denials();
    const names = Object.keys(limits);
    if (names.length > 0) await setTo(limits);
    const { status, json } = await order(terms);
    if (names.length > 0) await setTo(Object.fromEntries(names.map((name) => [name, null])));
    const limit = Object.values(limits).map(String)[0] ?? expect.any(String);
    const details = { reason, limit, observed: expect.stringMatching(/^\d/) };
    expect([status, json]).toMatchObject([403, { error: { code: 'risk_denied', details } }]);
    expect(await denials()).toBeGreaterThan(before);
  });

  test.each(['0', '-1', '1e999', 'NaN', 'abc', 5])(
    'the quantity %j is rejected, and the error names the field',
    async (quantity) => {
      const { status, json } = await order({ quantity });
      expect(status).toBe(400);
      expect(errorReply.parse(json).error.message).toMatch(/^quantity: expected .*, actual /);
    },
  );

  test('the kill switch stops orders at once, and the audit says who and why', async () => {
    const guard = system.riskGuard();
    await guard.killSwitch({ body: { enabled: true, reason: 'a drill' } });
    expect((await order({})).json).toMatchObject({ error: { details: { reason: 'kill_switch' } } });
    expect((await system.scrape('risk-guard')).sum('qt_risk_kill_switch_engaged')).toBe(1);
    await guard.killSwitch({ body: { enabled: null, reason: 'the drill is over' } });
    expect((await order({})).status).toBe(201);
    expect(JSON.stringify(await guard.audit({ query: {} }))).toContain('the drill is over');
  });
});
