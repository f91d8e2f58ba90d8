import { CANDLE_GAPS } from '@qt/catalogue';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MarketDataUnavailable, UnknownSymbol } from './failures.ts';
import { MarketData } from './market-data.ts';
import { type Exchange, type Misbehaviour, openExchange } from './testing/exchange.ts';
import { type Recorder, recorder } from './testing/recorder.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
/** Fails at once, without a retry. */
const REFUSED: Misbehaviour = { kind: 'status', status: 403 };
const LIMITED: Misbehaviour = { kind: 'status', status: 429, headers: { 'retry-after': '40' } };

let binance: Exchange;
let coingecko: Exchange;
let recorded: Recorder;
let market: MarketData;

beforeEach(async () => {
  // Only dates are faked: the requests are real.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 5, 12, 0, 10) });
  [binance, coingecko] = await Promise.all([openExchange(Date.now), openExchange(Date.now)]);
  recorded = recorder();
  market = new MarketData({
    binanceUrl: binance.binanceUrl,
    coingeckoUrl: coingecko.coingeckoUrl,
    symbols: SYMBOLS,
    instruments: recorded.instruments,
    log: recorded.log,
    now: Date.now,
    random: () => 0,
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all([binance.close(), coingecko.close()]);
});

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
const provider = (name: string) => market.health().find((one) => one.provider === name);

test('has the series of its providers and caches from the start', () => {
  for (const name of ['binance', 'coingecko']) {
    expect(recorded.value('qt_provider_latency_seconds', { provider: name })).toBe(0);
    expect(recorded.value('qt_provider_failures_total', { provider: name })).toBe(0);
    expect(recorded.value('qt_provider_circuit_open', { provider: name })).toBe(0);
  }
  expect(recorded.value('qt_provider_failovers_total', { from: 'binance', to: 'coingecko' })).toBe(0);
  expect(market.health()).toEqual([
    { provider: 'binance', circuit: 'closed', since: '2026-01-05T12:00:10.000Z', last_error: null },
    { provider: 'coingecko', circuit: 'closed', since: '2026-01-05T12:00:10.000Z', last_error: null },
  ]);
});

test('requests from Binance first, and then nothing for a minute', async () => {
  expect(await market.price('BTCUSDT')).toMatchObject({ price: '64000.5', source: 'binance', stale: false });
  later(59);
  await market.price('BTCUSDT');
  expect([binance.requests.length, coingecko.requests.length]).toEqual([1, 0]);
  expect(recorded.value('qt_cache_hits_total', { cache_name: 'price', result: 'hit', symbol: 'BTCUSDT' })).toBe(1);
});

test('a cold cache and three symbols cause one call to the provider', async () => {
  const { prices } = await market.prices(SYMBOLS);
  expect([...prices].map(([symbol, { price }]) => [symbol, price])).toEqual([
    ['BTCUSDT', '64000.5'],
    ['ETHUSDT', '3200.25'],
    ['SOLUSDT', '160.1'],
  ]);
  expect(binance.requests).toHaveLength(1);
  expect(recorded.value('qt_provider_latency_seconds', { provider: 'binance' })).toBe(1);
  for (const symbol of SYMBOLS) {
    expect(recorded.value('qt_cache_hits_total', { cache_name: 'price', result: 'miss', symbol })).toBe(1);
  }
  await market.prices([...SYMBOLS, 'BTCUSDT']);
  expect(binance.requests).toHaveLength(1);
  expect(recorded.value('qt_cache_hits_total', { cache_name: 'price', result: 'hit' })).toBe(3);
});

test('requests from CoinGecko in one call what Binance has no price of', async () => {
  binance.misbehave(REFUSED);
  const { prices, failures } = await market.prices(SYMBOLS);
  expect([...prices.values()].map(({ source }) => source)).toEqual(['coingecko', 'coingecko', 'coingecko']);
  expect(failures.size).toBe(0);
  expect([binance.requests.length, coingecko.requests.length]).toEqual([1, 1]);
  expect(recorded.events('provider.failover')).toMatchObject([{ from: 'binance', to: 'coingecko', symbols: 3 }]);
});

test('returns the prices of the configured symbols beside one that is not', async () => {
  const { prices, failures } = await market.prices(['BTCUSDT', 'DOGEUSDT']);
  expect([...prices.keys()]).toEqual(['BTCUSDT']);
  expect([...failures]).toEqual([['DOGEUSDT', expect.any(UnknownSymbol)]]);
});

test('fails over to CoinGecko, and records that', async () => {
  binance.misbehave(REFUSED);
  expect(await market.price('BTCUSDT')).toMatchObject({ source: 'coingecko', stale: false });
  expect(recorded.value('qt_provider_failovers_total')).toBe(1);
  expect(recorded.events('provider.failover')).toEqual([
    { from: 'binance', to: 'coingecko', symbol: 'BTCUSDT', error: 'binance: http: 403' },
  ]);
  expect(recorded.value('qt_provider_failures_total', { provider: 'binance' })).toBe(1);
  expect(recorded.value('qt_provider_failures_total', { provider: 'coingecko' })).toBe(0);
});

test('serves stale prices with their age if no provider answers, for a quarter of an hour', async () => {
  await market.price('BTCUSDT');
  binance.misbehave(REFUSED);
  coingecko.misbehave(REFUSED);
  later(300);
  expect(await market.price('BTCUSDT')).toMatchObject({ source: 'binance', stale: true, ageMs: 300_250 });
  expect(recorded.value('qt_cache_fallbacks_total', { cache_name: 'price' })).toBe(1);
  later(600);
  const error = await market.price('BTCUSDT').catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(MarketDataUnavailable);
  expect(error).toMatchObject({ message: 'no price of BTCUSDT: binance: http: 403; coingecko: http: 403' });
});

test('fails over when Binance is frozen', async () => {
  binance.misbehave({
    kind: 'body',
    change: (body) => (body as object[]).map((row) => ({ ...row, closeTime: Date.now() - 61_000 })),
  });
  expect(await market.price('BTCUSDT')).toMatchObject({ source: 'coingecko' });
  expect(provider('binance')).toMatchObject({ last_error: expect.stringContaining('stale') });
});

test('retries a failed attempt, and records each one that was sent', async () => {
  binance.misbehave({ kind: 'disconnect' });
  expect(await market.price('BTCUSDT')).toMatchObject({ source: 'coingecko' });
  expect(binance.requests).toHaveLength(3);
  expect(recorded.value('qt_provider_latency_seconds', { provider: 'binance' })).toBe(3);
  expect(recorded.value('qt_provider_failures_total', { provider: 'binance' })).toBe(3);
});

test("opens Binance's circuit of prices after three failed calls, for 15 s; an open circuit counts nothing", async () => {
  binance.misbehave(REFUSED);
  for (const symbol of SYMBOLS) await market.price(symbol);
  expect(provider('binance')).toMatchObject({ circuit: 'open', last_error: 'binance: http: 403' });
  expect(recorded.value('qt_provider_circuit_open', { provider: 'binance' })).toBe(1);
  expect(recorded.events('provider.circuit.opened')).toEqual([
    { provider: 'binance', calls: 'prices', error: 'binance: http: 403' },
  ]);

  binance.misbehave(undefined);
  later(14);
  const { prices } = await market.prices(['BTCUSDT'], { maxAgeMs: 5000 });
  expect(prices.get('BTCUSDT')).toMatchObject({ source: 'coingecko' });
  expect(binance.requests).toHaveLength(3);
  expect(recorded.value('qt_provider_latency_seconds', { provider: 'binance' })).toBe(3);
  expect(recorded.value('qt_provider_failures_total', { provider: 'binance' })).toBe(3);
  expect(recorded.value('qt_provider_failovers_total')).toBe(4);

  later(61);
  expect(recorded.value('qt_provider_circuit_open', { provider: 'binance' })).toBe(1);
  expect(await market.price('BTCUSDT')).toMatchObject({ source: 'binance' });
  expect(recorded.value('qt_provider_circuit_open', { provider: 'binance' })).toBe(0);
  expect(recorded.events('provider.circuit.closed')).toEqual([
    { provider: 'binance', calls: 'prices', open_seconds: 75 },
  ]);
});

test('sends a provider nothing until its Retry-After has elapsed', async () => {
  binance.misbehave(LIMITED);
  await market.price('BTCUSDT');
  binance.misbehave(undefined);
  later(39);
  expect(await market.price('ETHUSDT')).toMatchObject({ source: 'coingecko' });
  expect(binance.requests).toHaveLength(1);
  later(1);
  expect(await market.price('SOLUSDT')).toMatchObject({ source: 'binance' });
});

test('knows only the configured symbols, and requests no other', async () => {
  const error = await market.price('DOGEUSDT').catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UnknownSymbol);
  expect((error as Error).message).toBe("symbol: expected one of BTCUSDT, ETHUSDT, SOLUSDT, actual 'DOGEUSDT'");
  await expect(market.candles('DOGEUSDT', '1m', 5)).rejects.toBeInstanceOf(UnknownSymbol);
  expect(binance.requests).toEqual([]);
  expect(recorded.value('qt_cache_hits_total', { result: 'miss' })).toBe(0);
});

test('warms every symbol with one request for prices and one each for candles, and counts no lookup', async () => {
  expect(await market.warm('1m')).toEqual({ symbolsDone: 3, failures: [] });
  expect(binance.requests.filter((path) => path.includes('ticker'))).toHaveLength(1);
  expect(binance.requests).toHaveLength(4);
  expect(recorded.value('qt_cache_hits_total')).toBe(0);

  for (const symbol of SYMBOLS) {
    await market.price(symbol);
    await market.candles(symbol, '1m', 240);
  }
  expect(recorded.value('qt_cache_hits_total', { result: 'hit' })).toBe(6);
  expect(recorded.value('qt_cache_hits_total', { result: 'miss' })).toBe(0);
  expect(binance.requests).toHaveLength(4);
});

test('reports what a warm-up could not refresh, with the provider', async () => {
  binance.misbehave(REFUSED);
  const { symbolsDone, failures } = await market.warm('1m');
  expect(symbolsDone).toBe(0);
  expect(failures.map(({ symbol, provider }) => [symbol, provider])).toEqual([
    ['BTCUSDT', 'binance'],
    ['ETHUSDT', 'binance'],
    ['SOLUSDT', 'binance'],
  ]);
  // The prices came, from the other provider.
  expect(failures.every(({ error }) => error.startsWith('candles: binance: http: '))).toBe(true);
  expect(await market.price('ETHUSDT')).toMatchObject({ source: 'coingecko' });
});

test('serves candles from the cache while Binance fails, and then none', async () => {
  await market.warm('1m');
  binance.misbehave(REFUSED);
  later(120);
  expect(await market.candles('BTCUSDT', '1m', 5)).toMatchObject({ stale: true });
  later(300);
  await expect(market.candles('BTCUSDT', '1m', 5)).rejects.toBeInstanceOf(MarketDataUnavailable);
  expect(coingecko.requests).toEqual([]);
});

const minuteOf = (row: unknown) => (row as number[])[0] ?? 0;
/** Binance's answer without the minute that opened at this time. */
const without = (openTime: number): Misbehaviour => ({
  kind: 'body',
  change: (body) => (body as unknown[]).filter((row) => minuteOf(row) !== openTime),
});

test('one missing minute stops neither candles nor prices, and is counted once for each symbol', async () => {
  const hole = Date.UTC(2026, 0, 5, 11, 40);
  binance.misbehave(without(hole));
  for (let minute = 0; minute < 5; minute += 1) {
    expect(await market.warm('1m')).toEqual({ symbolsDone: 3, failures: [] });
    later(60);
  }
  const { items, missing } = await market.candles('BTCUSDT', '1m', 100);
  expect(items).toHaveLength(99);
  expect(missing).toEqual([hole]);
  expect((await market.candles('BTCUSDT', '1m', 20)).missing).toEqual([]);
  expect(recorded.value('qt_market_gaps_total', { kind: 'missing' })).toBe(3);
  expect(recorded.value('qt_provider_failures_total', { provider: 'binance' })).toBe(0);
  expect(provider('binance')).toMatchObject({ circuit: 'closed', last_error: null });
});

test('has the series of every kind of gap from the start', () => {
  for (const kind of CANDLE_GAPS) expect(recorded.value('qt_market_gaps_total', { kind })).toBe(0);
});

test('a candle that comes late fills its hole', async () => {
  const hole = Date.UTC(2026, 0, 5, 11, 55);
  binance.misbehave(without(hole));
  await market.warm('1m');
  binance.misbehave(undefined);
  later(60);
  await market.warm('1m');
  expect((await market.candles('BTCUSDT', '1m', 100)).missing).toEqual([]);
});

test('the garbage candles of one symbol are the failure of that symbol, however often they are read', async () => {
  const spoil = (rows: unknown) => (rows as unknown[][]).map(([at, ...rest]) => [at, '-1', ...rest.slice(1)]);
  binance.misbehave({ kind: 'body', change: (body) => (Array.isArray((body as unknown[])[0]) ? spoil(body) : body) });
  for (let round = 0; round < 4; round += 1) {
    await expect(market.candles('BTCUSDT', '1m', 5)).rejects.toBeInstanceOf(MarketDataUnavailable);
  }
  expect(provider('binance')).toMatchObject({ circuit: 'closed', last_error: expect.stringContaining('garbage') });
  expect(await market.price('BTCUSDT')).toMatchObject({ source: 'binance' });
});

test('failing candles never open the circuit of prices', async () => {
  binance.misbehave(REFUSED);
  for (const symbol of SYMBOLS) await market.candles(symbol, '1m', 5).catch(() => undefined);
  expect(provider('binance')).toMatchObject({ circuit: 'open' });
  binance.misbehave(undefined);
  expect(await market.price('BTCUSDT')).toMatchObject({ source: 'binance' });
  await expect(market.candles('BTCUSDT', '1m', 5)).rejects.toMatchObject({
    message: expect.stringContaining('circuit_open'),
  });
});

test('a halted symbol that is asked for again and again does not open the circuit of the others', async () => {
  binance.misbehave({
    kind: 'body',
    change: (body) =>
      (body as { symbol: string }[]).map((row) =>
        row.symbol === 'SOLUSDT' ? { ...row, closeTime: Date.now() - 3_600_000 } : row,
      ),
  });
  coingecko.misbehave(REFUSED);
  for (let asked = 0; asked < 5; asked += 1) await market.price('SOLUSDT').catch(() => undefined);
  expect(provider('binance')).toMatchObject({ circuit: 'closed' });
  const { prices, failures } = await market.prices(SYMBOLS);
  expect([...prices.keys()]).toEqual(['BTCUSDT', 'ETHUSDT']);
  expect([...failures.keys()]).toEqual(['SOLUSDT']);
});

test('a scan gets the candle that closed last, right after the minute', async () => {
  await market.candles('BTCUSDT', '1m', 5);
  later(50);
  const { items } = await market.candles('BTCUSDT', '1m', 5, { newest: true });
  expect(items.at(-1)?.openTime).toBe(Date.UTC(2026, 0, 5, 12, 0));
  expect(recorded.value('qt_cache_hits_total', { cache_name: 'candle', result: 'hit' })).toBe(1);
  const asked = binance.requests.length;
  await market.candles('BTCUSDT', '1m', 5, { newest: true });
  expect(binance.requests).toHaveLength(asked);
});

test('an order gets a price at most five seconds old, all symbols in one call', async () => {
  await market.prices(SYMBOLS);
  later(10);
  const { prices } = await market.prices(SYMBOLS, { maxAgeMs: 5000 });
  for (const { ageMs } of prices.values()) expect(ageMs).toBeLessThan(5000);
  expect(binance.requests).toHaveLength(2);
  expect(recorded.value('qt_cache_hits_total', { cache_name: 'price', result: 'hit' })).toBe(3);
  await market.prices(SYMBOLS, { maxAgeMs: 5000 });
  expect(binance.requests).toHaveLength(2);
});

test('an order gets the cached price, not a fallback, while it is fresh and no provider answers', async () => {
  await market.prices(SYMBOLS);
  binance.misbehave(REFUSED);
  coingecko.misbehave(REFUSED);
  later(10);
  const { prices } = await market.prices(SYMBOLS, { maxAgeMs: 5000 });
  expect(prices.get('BTCUSDT')).toMatchObject({ stale: false, ageMs: 10_250 });
  expect(recorded.value('qt_cache_fallbacks_total', { cache_name: 'price' })).toBe(0);
});

test('a second warm-up in the same minute asks for prices only', async () => {
  await market.warm('1m');
  later(30);
  await market.warm('1m');
  expect(binance.requests.filter((path) => path.includes('klines'))).toHaveLength(3);
  expect(binance.requests.filter((path) => path.includes('ticker'))).toHaveLength(2);
});
