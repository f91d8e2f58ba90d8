import { amount } from '@qt/domain';
import { recordingLog } from '@qt/telemetry/testing';
import { describe, expect, test } from 'vitest';
import type { ApiConfig } from '../../config.ts';
import { fake } from '../../fake.fixture.ts';
import type { FilledOrder } from '../domain/order.ts';
import type { Submission } from '../domain/submission.ts';
import { anExecution, anOrder } from '../trading.fixture.ts';
import type { GuardRulings } from './guard-rulings.service.ts';
import { HttpRiskGuardGateway } from './http-risk-guard.gateway.ts';

const signal = {
  confidence: 0.7,
  entryThreshold: 0.6,
  modelVersion: 'm-1',
  modelExpiresAt: Date.parse('2026-11-24T00:00:00Z'),
};
const quote = { price: amount('60000.50'), observedAt: Date.parse('2026-11-23T12:00:00Z') };
const submission: Submission = { order: anOrder(), quote, signal };
const FACTS = { cash: amount('100000'), held: amount('0.25') };
const allowed = {
  decision: 'allowed',
  reservation_id: 'r-1',
  expires_at: '2026-11-23T12:00:30.000Z',
  price: '60000.5',
  max_cost: '30150.25125',
  waived: [{ reason: 'price_stale', limit: '90 s', observed: '91 s', message: 'old' }],
};
const filled: FilledOrder = {
  order: anOrder(),
  status: 'filled',
  ...anExecution('0.5', '60000', '30', 0),
  realisedPnl: amount('-30'),
};

type Answer = { status: number; body: unknown };

/** A gateway to a service that answers each path as scripted. */
function aGuard(answers: Record<string, () => Answer | Promise<Answer>>) {
  const calls: { path: string; body: unknown; authorization: string | null }[] = [];
  let deadline = Promise.withResolvers<void>();
  const { log, lines } = recordingLog();
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const path = new URL(String(url)).pathname.replace('/internal/orders/', '');
    calls.push({
      path,
      body: JSON.parse(String(init?.body)),
      authorization: new Headers(init?.headers).get('authorization'),
    });
    const { status, body } = (await answers[path]?.()) ?? { status: 500, body: {} };
    return Response.json(body, { status });
  };
  const ofThisRequest = () => {
    deadline = Promise.withResolvers<void>();
    return deadline.promise;
  };
  const config = fake<ApiConfig>({ QT_RISK_GUARD_URL: 'http://guard', QT_SERVICE_TOKEN: 'service-token' });
  const ruled = new Map<string, unknown>();
  const rulings = fake<GuardRulings>({ keep: (id, rules) => void ruled.set(id, rules) });
  const guard = new HttpRiskGuardGateway(config, { fetch }, { passed: ofThisRequest }, log, rulings);
  return { guard, calls, ruled, lines, pastDeadline: () => deadline.resolve() };
}

const error = (status: number, code: string) => ({ status, body: { error: { code, message: code, request_id: '' } } });

describe('reserving', () => {
  test('keeps what the guard found by each rule, and none of a guard that does not say', async () => {
    const rules = [{ reason: 'rate_limited', limit: '30', observed: '2', message: 'few', verdict: 'passed' }];
    const said = aGuard({ reserve: () => ({ status: 200, body: { ...allowed, rules } }) });
    await said.guard.reserve(submission, FACTS);
    expect(said.ruled).toEqual(new Map([['order-1', rules]]));
    const older = aGuard({ reserve: () => ({ status: 200, body: allowed }) });
    await older.guard.reserve(submission, FACTS);
    expect(older.ruled).toEqual(new Map([['order-1', []]]));
  });

  test('sends the order, its price and its signal', async () => {
    const { guard, calls } = aGuard({ reserve: () => ({ status: 200, body: allowed }) });
    await guard.reserve(submission, FACTS);
    await guard.reserve({ order: anOrder(), quote: null, signal: null }, FACTS);
    const order = {
      client_order_id: 'order-1',
      symbol: 'BTCUSDT',
      side: 'buy',
      quantity: '0.5',
      reduce_only: false,
      origin: 'manual',
      profile: null,
      available_cash: '100000',
      held: '0.25',
    };
    expect(calls.map(({ body }) => body)).toEqual([
      {
        ...order,
        price: '60000.5',
        price_observed_at: '2026-11-23T12:00:00.000Z',
        signal: {
          confidence: 0.7,
          entry_threshold: 0.6,
          model_version: 'm-1',
          model_expires_at: '2026-11-24T00:00:00.000Z',
        },
      },
      { ...order, price: null, price_observed_at: null, signal: null },
    ]);
  });

  test('returns a reservation', async () => {
    const { guard } = aGuard({ reserve: () => ({ status: 200, body: allowed }) });
    expect(await guard.reserve(submission, FACTS)).toEqual({
      decision: 'allowed',
      reservation: {
        id: 'r-1',
        expiresAt: Date.parse('2026-11-23T12:00:30Z'),
        price: amount('60000.5'),
        maxCost: amount('30150.25125'),
        waived: ['price_stale'],
      },
    });
  });

  test('returns a denial with limit and observed, and what denies it besides', async () => {
    const denial = { reason: 'notional_limit', limit: '1000', observed: '30000', message: 'too much' };
    const other = { reason: 'position_limit', limit: '5000', observed: '30000', message: 'too much of one' };
    const body = { decision: 'denied', ...denial, denials: [denial, other] };
    const { guard } = aGuard({ reserve: () => ({ status: 200, body }) });
    expect(await guard.reserve(submission, FACTS)).toEqual({ decision: 'denied', denial, others: [other] });
  });

  test.each([
    ['refuses the token', () => error(401, 'unauthorized'), 'unauthorized'],
    ['fails', () => error(500, 'internal'), 'internal'],
    ['has its surface shut', () => error(503, 'surface_shut'), 'surface_shut'],
    ['answers outside of the contract', () => ({ status: 200, body: { decision: 'maybe' } }), undefined],
    [
      'does not answer',
      () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })),
      undefined,
    ],
  ])('reports a guard that %s as unavailable', async (_, answer, code) => {
    const { guard } = aGuard({ reserve: answer });
    const reply = await guard.reserve(submission, FACTS);
    expect(reply.decision === 'unavailable' && reply.code).toBe(code);
    expect(reply).toMatchObject({
      decision: 'unavailable',
      error: expect.any(String),
    });
  });

  test('accepts no reservation after the deadline, and releases one that comes then', async () => {
    const answer = Promise.withResolvers<Answer>();
    const released = Promise.withResolvers<void>();
    const { guard, calls, lines, pastDeadline } = aGuard({
      reserve: () => answer.promise,
      release: () => {
        released.resolve();
        return { status: 200, body: { released: true } };
      },
    });
    const asked = guard.reserve(submission, FACTS);
    pastDeadline();
    expect(await asked).toEqual({ decision: 'unavailable', error: 'the risk guard did not answer in time' });
    expect(calls.map(({ path }) => path)).toEqual(['reserve']);
    answer.resolve({ status: 200, body: allowed });
    await released.promise;
    expect(calls[1]?.body).toMatchObject({ reservation_id: 'r-1' });
    await expect
      .poll(() => lines)
      .toMatchObject([{ level: 'warn', fields: { reservation_id: 'r-1', released: true } }]);
  });

  test('requests the same order again only after its late reservation was released', async () => {
    const first = Promise.withResolvers<Answer>();
    let asked = 0;
    const { guard, calls, pastDeadline } = aGuard({
      reserve: () => (asked++ === 0 ? first.promise : { status: 200, body: allowed }),
      release: () => ({ status: 200, body: { released: true } }),
    });
    const early = guard.reserve(submission, FACTS);
    pastDeadline();
    await early;
    const again = guard.reserve(submission, FACTS);
    first.resolve({ status: 200, body: allowed });
    await expect.poll(() => calls.map(({ path }) => path)).toEqual(['reserve', 'release', 'reserve']);
    expect(await again).toMatchObject({ decision: 'allowed' });
  });
});

describe('reporting', () => {
  test('confirms what has filled of an order, and whether more may', async () => {
    const { guard, calls } = aGuard({ confirm: () => ({ status: 200, body: { daily_loss: '30' } }) });
    expect(await guard.confirm(filled, 'r-1', true)).toEqual({ ok: true });
    expect(calls[0]?.authorization).toBe('Bearer service-token');
    expect(calls[0]?.body).toEqual({
      client_order_id: 'order-1',
      reservation_id: 'r-1',
      symbol: 'BTCUSDT',
      side: 'buy',
      quantity: '0.5',
      price: '60000',
      fee: '30',
      realised_pnl: '-30',
      filled_at: '1970-01-01T00:00:00.000Z',
      open: true,
    });
  });

  test('reports a guard that does not acknowledge', async () => {
    const { guard } = aGuard({ confirm: () => error(500, 'internal'), release: () => error(500, 'internal') });
    expect(await guard.confirm(filled, 'r-1', false)).toEqual({ ok: false, error: 'internal', code: 'internal' });
    expect(await guard.release('r-1', 'not submitted')).toEqual({ ok: false, error: 'internal', code: 'internal' });
  });
});
