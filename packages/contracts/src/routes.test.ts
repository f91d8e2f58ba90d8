import { describe, expect, test } from 'vitest';
import { apiRoutes } from './api.ts';
import { marketSimRoutes } from './market-sim.ts';
import { operationalRoutes } from './operational.ts';
import { retrainRoutes } from './retrain-worker.ts';
import { riskRoutes } from './risk-guard.ts';
import { type Route, type Routes, responseSchema, statusesOf } from './route.ts';
import { schedulerRoutes } from './scheduler.ts';

const services: [string, Routes][] = [
  ['api', apiRoutes],
  ['scheduler', schedulerRoutes],
  ['retrain worker', retrainRoutes],
  ['risk guard', riskRoutes],
  ['market simulator', marketSimRoutes],
];
const namesOf = (route: Route) => [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name);

describe.each(services)('the contract of the %s', (_, routes) => {
  const all: Route[] = [...Object.values(routes), ...Object.values(operationalRoutes)];

  test('has each method and path, and each name, once', () => {
    expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length);
    expect(Object.keys({ ...routes, ...operationalRoutes })).toHaveLength(all.length);
  });

  test('describes every parameter of a path, and has a body only where a method takes one', () => {
    for (const route of all) {
      expect([route.path, Object.keys(route.params?.shape ?? {})]).toEqual([route.path, namesOf(route)]);
      if (route.method === 'GET' || route.method === 'DELETE') expect(route.body).toBeUndefined();
    }
  });

  test('shows money, positions, models and audit to readers, and only health, metrics, itself and who one is to anyone', () => {
    const open = all.filter(({ access, method }) => access === 'public' && method === 'GET');
    const paths = open
      .map(({ path }) => path)
      .filter((path) => !/^\/(health|metrics|openapi.json|docs|sim\/|console\/session$)/.test(path));
    expect(paths).toEqual([]);
    expect(open.map(({ path }) => path)).not.toContain('/health/risk');
  });

  test('lets nobody without a token change anything but a simulation', () => {
    const open = Object.values(routes).filter(({ access, method }) => access === 'public' && method !== 'GET');
    expect(open.every(({ path }) => path.startsWith('/sim/'))).toBe(true);
  });

  test('keeps what lies under /internal to services', () => {
    const internal = all.filter(({ path }) => path.startsWith('/internal/'));
    expect(internal.filter(({ access }) => access !== 'service')).toEqual([]);
  });
});

test.each<[string, Route, number[]]>([
  ['that is open and takes nothing', apiRoutes.health, [200, 499, 500]],
  ['of a reader', apiRoutes.positions, [200, 401, 499, 500, 503]],
  ['with a parameter', apiRoutes.latestPrice, [200, 400, 401, 404, 499, 500, 503]],
  ['of a trader', apiRoutes.placeTrade, [200, 201, 202, 400, 401, 403, 404, 409, 413, 415, 422, 499, 500, 503]],
  ['of a service', apiRoutes.scan, [200, 401, 409, 499, 500, 503]],
  ['of an admin', riskRoutes.killSwitch, [200, 400, 401, 403, 413, 415, 429, 499, 500, 503]],
  ['that signs a person in', apiRoutes.signIn, [200, 401, 429, 499, 500, 503]],
  ['that tells whose token it is', riskRoutes.operator, [200, 401, 429, 499, 500, 503]],
  ['of who has signed in', apiRoutes.signOut, [200, 401, 403, 499, 500]],
  ['that fails with its own body', operationalRoutes.ready, [200, 499, 500, 503]],
])('a route %s declares every status that it can answer with', (_, route, statuses) => {
  expect(statusesOf(route)).toEqual(statuses);
});

test('every declared failure has the schema of an error, unless the route has its own', () => {
  expect(
    responseSchema(apiRoutes.placeTrade, 409)?.safeParse({ error: { code: 'a', message: 'b', request_id: 'c' } })
      .success,
  ).toBe(true);
  expect(responseSchema(operationalRoutes.ready, 503)).toBe(operationalRoutes.ready.responses[503]);
  expect(responseSchema(operationalRoutes.metrics, 200)).toBeUndefined();
});

test('an order is refused with every field that is not one', () => {
  const { error } = apiRoutes.placeTrade.body.safeParse({
    client_order_id: 'a b',
    symbol: 'x',
    side: 'hold',
    quantity: '0',
    price: '1',
  });
  expect(error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    ['client_order_id', 'expected 1 to 64 of A-Z a-z 0-9 . _ : -'],
    ['symbol', 'expected a symbol such as BTCUSDT'],
    ['side', 'Invalid option: expected one of "buy"|"sell"'],
    ['quantity', 'expected a decimal above 0'],
    ['', 'Unrecognized key: "price"'],
  ]);
});

test('an engaged kill switch without a reason, an actor or a time is refused', () => {
  const { kill_switch } = riskRoutes.state.responses[200].shape;
  const engaged = {
    engaged: true,
    source: 'override',
    actor: 'admin',
    reason: 'loss',
    since: '2026-01-01T00:00:00.000Z',
  };
  expect(kill_switch.parse(engaged)).toEqual(engaged);
  for (const field of ['actor', 'reason', 'since']) {
    expect(kill_switch.safeParse({ ...engaged, [field]: undefined }).success).toBe(false);
  }
});
