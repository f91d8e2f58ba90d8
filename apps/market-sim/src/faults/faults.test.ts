import { MINUTE_MS } from '@qt/contracts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { NOON, type RunningSim, startSim } from '../start-sim.fixture.ts';

const PATHS = {
  binance: '/api/v3/ticker/price?symbol=BTCUSDT',
  coingecko: '/coingecko/api/v3/simple/price?ids=bitcoin&vs_currencies=usd&include_last_updated_at=true',
} as const;
const PROVIDERS = ['binance', 'coingecko'] as const;

let sim: RunningSim;
beforeAll(async () => {
  sim = await startSim();
});
afterEach(async () => {
  sim.clock.now = NOON;
  for (const provider of PROVIDERS) await sim.send('DELETE', `/sim/faults/${provider}`);
});
afterAll(() => sim.stop());

const put = (provider: string, fault: object) => sim.send('PUT', `/sim/faults/${provider}`, fault);

test('a fault is set, listed with its defaults, and cleared', async () => {
  const fault = { kind: 'error', probability: 1, latency_ms: 1000 };
  expect(await put('binance', { kind: 'error' })).toMatchObject({ status: 200, body: fault });
  expect((await sim.get('/sim/faults')).body).toEqual({ binance: fault });
  const lifted = await sim.send('DELETE', '/sim/faults/binance');
  expect(lifted.body).toEqual({ provider: 'binance', cleared: true });
  expect((await sim.send('DELETE', '/sim/faults/binance')).body).toEqual({ provider: 'binance', cleared: false });
  expect((await sim.get('/sim/faults')).body).toEqual({});
  expect((await sim.get(PATHS.binance)).status).toBe(200);
});

test.each([
  ['kraken', { kind: 'error' }, 'provider: expected one of binance, coingecko'],
  ['binance', { kind: 'boom' }, 'kind: expected one of error'],
  ['binance', { kind: 'error', probability: 2 }, 'probability: expected at most 1, actual 2'],
  ['binance', { kind: 'latency', latency_ms: -1 }, 'latency_ms: expected at least 0, actual -1'],
  ['binance', {}, 'kind: expected one of'],
])('a fault on %s of %o is refused by field', async (provider, fault, message) => {
  const { status, body } = await put(provider, fault);
  expect(status).toBe(400);
  expect((body as { error: { message: string } }).error.message).toContain(message);
});

test.each(PROVIDERS)('a fault on %s does not affect the other provider', async (provider) => {
  await put(provider, { kind: 'error' });
  expect((await sim.get(PATHS[provider])).status).toBe(500);
  const other = provider === 'binance' ? 'coingecko' : 'binance';
  expect((await sim.get(PATHS[other])).status).toBe(200);
});

test.each(PROVIDERS)('%s limits the rate with 429 and Retry-After', async (provider) => {
  await put(provider, { kind: 'rate_limit', latency_ms: 4200 });
  const { status, headers } = await sim.get(PATHS[provider]);
  expect(status).toBe(429);
  expect(headers.get('retry-after')).toBe('5');
});

test.each(PROVIDERS)('%s cuts the connection', async (provider) => {
  await put(provider, { kind: 'disconnect' });
  await expect(fetch(sim.url + PATHS[provider])).rejects.toThrow();
});

test.each(PROVIDERS)('%s hangs until the client times out', async (provider) => {
  await put(provider, { kind: 'timeout' });
  await expect(fetch(sim.url + PATHS[provider], { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
});

test.each(PROVIDERS)('%s answers late', async (provider) => {
  await put(provider, { kind: 'latency', latency_ms: 60 });
  const before = performance.now();
  expect((await sim.get(PATHS[provider])).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThan(55);
});

test.each(PROVIDERS)('%s is frozen at the instant of the fault', async (provider) => {
  const before = await sim.get(PATHS[provider]);
  await put(provider, { kind: 'stale' });
  sim.clock.now = NOON + 10 * MINUTE_MS;
  expect((await sim.get(PATHS[provider])).body).toEqual(before.body);
  await sim.send('DELETE', `/sim/faults/${provider}`);
  expect((await sim.get(PATHS[provider])).body).not.toEqual(before.body);
});

test('a frozen Binance has old klines and an old close time, but the right time', async () => {
  await put('binance', { kind: 'stale' });
  sim.clock.now = NOON + 10 * MINUTE_MS;
  const klines = (await sim.get('/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=5')).body as [number][];
  expect(klines.at(-1)?.[0]).toBe(Math.floor(NOON / MINUTE_MS) * MINUTE_MS);
  expect((await sim.get('/api/v3/ticker/24hr?symbol=BTCUSDT')).body).toMatchObject({ closeTime: NOON });
  expect((await sim.get('/api/v3/time')).body).toEqual({ serverTime: NOON + 10 * MINUTE_MS });
});

test.each(PROVIDERS)(
  '%s sends garbage, in turn: broken JSON, prices of zero, negative, no number',
  async (provider) => {
    await put(provider, { kind: 'garbage' });
    const text = async () => (await fetch(sim.url + PATHS[provider])).text();
    const broken = await text();
    expect(() => JSON.parse(broken)).toThrow();
    expect(await text()).toMatch(/"price":"0\.00000000"|"usd":0,/);
    expect(await text()).toMatch(/"price":"-1\.00000000"|"usd":-1,/);
    expect(await text()).toMatch(/"price":"NaN"|"usd":"n\/a"/);
    const last = await text();
    expect(() => JSON.parse(last)).toThrow();
  },
);

test('garbage klines have bad prices, or a minute missing', async () => {
  await put('binance', { kind: 'garbage' });
  const path = '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=5';
  const broken = await (await fetch(sim.url + path)).text();
  expect(() => JSON.parse(broken)).toThrow();
  const rows = async () => (await sim.get(path)).body as [number, ...unknown[]][];
  expect((await rows())[0]?.slice(1, 5)).toEqual(Array(4).fill('0.00000000'));
  expect((await rows())[0]?.slice(1, 5)).toEqual(Array(4).fill('-1.00000000'));
  expect((await rows())[0]?.slice(1, 5)).toEqual(Array(4).fill('NaN'));
  const opens = (await rows()).map(([openTime]) => openTime / MINUTE_MS - Math.floor(NOON / MINUTE_MS));
  expect(opens).toEqual([-4, -3, -1, 0]);
});

test('a gap leaves out the last closed minute, and nothing else, until it is cleared', async () => {
  const minutes = async (interval = '1m') => {
    const { body } = await sim.get(`/api/v3/klines?symbol=BTCUSDT&interval=${interval}&limit=5`);
    return (body as [number, ...unknown[]][]).map(([openTime]) => openTime / MINUTE_MS);
  };
  const noon = Math.floor(NOON / MINUTE_MS);
  const hours = await minutes('1h');
  await put('binance', { kind: 'gap' });
  expect(await minutes()).toEqual([noon - 4, noon - 3, noon - 2, noon]);
  expect(await minutes('1h')).toEqual(hours);
  sim.clock.now = NOON + MINUTE_MS;
  expect(await minutes()).toEqual([noon - 3, noon - 2, noon, noon + 1]);
  expect((await sim.get(PATHS.binance)).status).toBe(200);
  await sim.send('DELETE', '/sim/faults/binance');
  expect(await minutes()).toEqual([noon - 3, noon - 2, noon - 1, noon, noon + 1]);
});

test('stopping the service releases requests delayed by a fault', async () => {
  const other = await startSim();
  await other.send('PUT', '/sim/faults/binance', { kind: 'timeout' });
  const waiting = fetch(other.url + PATHS.binance);
  const ended = expect(waiting).rejects.toThrow();
  await other.get(PATHS.coingecko);
  await other.stop();
  await ended;
});
