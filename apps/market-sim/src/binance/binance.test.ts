import { SpotRestAPI } from '@binance/spot';
import { MINUTE_MS } from '@qt/contracts';
import { createSimulatedMarket } from '@qt/simulated-market';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOON, type RunningSim, startSim } from '../start-sim.fixture.ts';

type Configuration = ConstructorParameters<typeof SpotRestAPI.RestAPI>[0];
type Kline = [number, string, string, string, string, string, number, string, number, string, string, string];

const market = createSimulatedMarket();
const { KlinesIntervalEnum, Ticker24hrTypeEnum } = SpotRestAPI;
let sim: RunningSim;
let client: SpotRestAPI.RestAPI;

beforeAll(async () => {
  sim = await startSim();
  client = new SpotRestAPI.RestAPI({
    apiKey: '',
    basePath: sim.url,
    retries: 0,
    proxy: false,
  } as unknown as Configuration);
});
afterAll(() => sim.stop());

const klinesOf = async (asked: Omit<Parameters<typeof client.klines>[0], 'symbol'>) => {
  const answer = await client.klines({ symbol: 'BTCUSDT', ...asked });
  return (await answer.data()) as unknown as Kline[];
};

describe("Binance's official client", () => {
  test('pings, and reads the time', async () => {
    expect(await (await client.ping()).data()).toEqual({});
    expect(await (await client.time()).data()).toEqual({ serverTime: NOON });
  });

  test('reads the symbols, each with its assets, tick and permissions', async () => {
    const info = await (await client.exchangeInfo()).data();
    expect(info.symbols?.map(({ symbol, baseAsset, quoteAsset }) => [symbol, baseAsset, quoteAsset])).toEqual([
      ['BTCUSDT', 'BTC', 'USDT'],
      ['ETHUSDT', 'ETH', 'USDT'],
      ['SOLUSDT', 'SOL', 'USDT'],
    ]);
    expect(info.symbols?.[0]).toMatchObject({ status: 'TRADING', permissionSets: [['SPOT']] });
    expect(JSON.stringify(info.symbols?.[0])).toContain('"tickSize":"0.01000000"');
    const one = await (await client.exchangeInfo({ symbols: ['SOLUSDT'] })).data();
    expect(one.symbols?.map(({ symbol }) => symbol)).toEqual(['SOLUSDT']);
  });

  test('reads that a symbol is halted, and is refused one that is delisted', async () => {
    const set = (status: string) => sim.send('PUT', '/sim/instruments/SOLUSDT', { status });
    const symbols = async () => (await (await client.exchangeInfo()).data()).symbols?.map((one) => one.status);
    await set('HALT');
    expect(await symbols()).toEqual(['TRADING', 'TRADING', 'HALT']);
    await set('UNLISTED');
    expect(await symbols()).toEqual(['TRADING', 'TRADING']);
    expect((await sim.get('/api/v3/exchangeInfo?symbols=["SOLUSDT"]')).body).toMatchObject({ code: -1121 });
    expect((await sim.send('PUT', '/sim/instruments/NOPEUSDT', { status: 'HALT' })).status).toBe(404);
    await set('TRADING');
    expect(await symbols()).toHaveLength(3);
  });

  test('reads one price, several, and all', async () => {
    const price = market.priceAt('BTCUSDT', NOON).toFixed(8);
    expect(await (await client.tickerPrice({ symbol: 'BTCUSDT' })).data()).toEqual({ symbol: 'BTCUSDT', price });
    const two = await (await client.tickerPrice({ symbols: ['SOLUSDT', 'BTCUSDT'] })).data();
    expect(two).toMatchObject([{ symbol: 'SOLUSDT' }, { symbol: 'BTCUSDT', price }]);
    expect(await (await client.tickerPrice()).data()).toHaveLength(3);
  });

  test('reads the rolling day, whose last price is the ticker price and whose close time is now', async () => {
    const full = await (await client.ticker24hr({ symbol: 'BTCUSDT' })).data();
    const lastPrice = market.priceAt('BTCUSDT', NOON).toFixed(8);
    expect(full).toMatchObject({ symbol: 'BTCUSDT', lastPrice, closeTime: NOON });
    expect(Object.keys(full)).toHaveLength(21);
    const minis = await (await client.ticker24hr({ symbols: ['BTCUSDT'], type: Ticker24hrTypeEnum.MINI })).data();
    expect(minis).toMatchObject([{ symbol: 'BTCUSDT', lastPrice, closeTime: NOON }]);
    expect(Object.keys((minis as object[])[0] ?? {})).toHaveLength(12);
  });

  test('reads klines: the newest 500 without a limit, the running one last, its close the ticker price', async () => {
    const rows = await klinesOf({ interval: KlinesIntervalEnum.INTERVAL_1m });
    expect(rows).toHaveLength(500);
    expect(rows[0]).toHaveLength(12);
    const [before, running] = rows.slice(-2);
    expect(running?.[0]).toBe(Math.floor(NOON / MINUTE_MS) * MINUTE_MS);
    expect(running?.[6]).toBe(Math.floor(NOON / MINUTE_MS) * MINUTE_MS + 59_999);
    expect(running?.[4]).toBe(market.priceAt('BTCUSDT', NOON).toFixed(8));
    const finished = market.candleAt('BTCUSDT', Math.floor(NOON / MINUTE_MS) - 1);
    expect(before?.slice(0, 6)).toEqual([
      finished.openTime,
      ...[finished.open, finished.high, finished.low, finished.close, finished.volume].map((n) => n.toFixed(8)),
    ]);
  });

  test.each([
    ['1m', 1],
    ['5m', 5],
    ['15m', 15],
    ['1h', 60],
    ['4h', 240],
    ['1d', 1440],
  ] as const)('aggregates %s klines from the minutes, aligned to UTC', async (name, length) => {
    const interval = name as SpotRestAPI.KlinesIntervalEnum;
    const rows = await klinesOf({ interval, limit: 3 });
    expect(rows).toHaveLength(3);
    for (const [openTime, open, high, low, close, volume, closeTime] of rows) {
      const minutes = Math.min(length, Math.floor((NOON - openTime) / MINUTE_MS));
      const candles = market.candles('BTCUSDT', openTime / MINUTE_MS, minutes);
      if (minutes < length) candles.push(market.formingAt('BTCUSDT', NOON));
      expect(openTime % (length * MINUTE_MS)).toBe(0);
      expect(closeTime).toBe(openTime + length * MINUTE_MS - 1);
      expect(Number(open)).toBe(candles[0]?.open);
      expect(Number(high)).toBe(Math.max(...candles.map((candle) => candle.high)));
      expect(Number(low)).toBe(Math.min(...candles.map((candle) => candle.low)));
      expect(Number(close)).toBe(candles.at(-1)?.close);
      expect(Number(volume)).toBeCloseTo(
        candles.reduce((sum, candle) => sum + candle.volume, 0),
        4,
      );
    }
  });

  test('gets the klines that open between startTime and endTime, and no more than the limit', async () => {
    const interval = KlinesIntervalEnum.INTERVAL_1m;
    const minute = Math.floor(NOON / MINUTE_MS) * MINUTE_MS;
    const opens = async (asked: object) =>
      (await klinesOf({ interval, ...asked })).map((row) => (row[0] - minute) / MINUTE_MS);
    expect(await opens({ startTime: minute - 2 * MINUTE_MS })).toEqual([-2, -1, 0]);
    expect(await opens({ startTime: minute - 2 * MINUTE_MS + 1 })).toEqual([-1, 0]);
    expect(await opens({ startTime: minute - 9 * MINUTE_MS, endTime: minute - 8 * MINUTE_MS })).toEqual([-9, -8]);
    expect(await opens({ startTime: minute - 9 * MINUTE_MS, limit: 2 })).toEqual([-9, -8]);
    expect(await opens({ endTime: minute - 5 * MINUTE_MS, limit: 2 })).toEqual([-6, -5]);
    expect(await opens({ endTime: minute + 5 * MINUTE_MS, limit: 1 })).toEqual([0]);
    expect(await opens({ startTime: minute + MINUTE_MS })).toEqual([]);
    expect(await opens({ startTime: minute, endTime: minute - MINUTE_MS })).toEqual([]);
    expect(await opens({ limit: 5000 })).toHaveLength(1000);
    expect((await klinesOf({ interval, startTime: 0, limit: 1 }))[0]?.[0]).toBe(Date.UTC(2017, 7, 17));
  });
});

describe("Binance's errors", () => {
  test.each([
    ['/api/v3/klines?interval=1m', -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."],
    ['/api/v3/klines?symbol=FOOUSDT&interval=1m', -1121, 'Invalid symbol.'],
    [
      '/api/v3/klines?symbol=btcusdt&interval=1m',
      -1100,
      "Illegal characters found in parameter 'symbol'; legal range is '^[A-Z0-9-_.]{1,20}$'.",
    ],
    [
      '/api/v3/klines?symbol=BTCUSDT',
      -1102,
      "Mandatory parameter 'interval' was not sent, was empty/null, or malformed.",
    ],
    ['/api/v3/klines?symbol=BTCUSDT&interval=7m', -1120, 'Invalid interval.'],
    [
      '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=abc',
      -1100,
      "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'.",
    ],
    [
      '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=-1',
      -1100,
      "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'.",
    ],
    ['/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=0', -1130, "Data sent for parameter 'limit' is not valid."],
    [
      '/api/v3/klines?symbol=BTCUSDT&symbol=ETHUSDT&interval=1m',
      -1130,
      "Data sent for parameter 'symbol' is not valid.",
    ],
    [
      '/api/v3/klines?symbol=BTCUSDT&interval=1m&foo=1',
      -1104,
      "Not all sent parameters were read; read '2' parameter(s) but was sent '3'.",
    ],
    ['/api/v3/ticker/price?symbol=FOO', -1121, 'Invalid symbol.'],
    ['/api/v3/ticker/price?symbols=["BTCUSDT","FOO"]', -1121, 'Invalid symbol.'],
    ['/api/v3/ticker/price?symbols=["BTCUSDT","BTCUSDT"]', -1151, 'Symbol is present multiple times in the list.'],
    ['/api/v3/ticker/price?symbols=BTCUSDT', -1100, undefined],
    ['/api/v3/ticker/price?symbols=[]', -1102, undefined],
    ['/api/v3/ticker/24hr?symbol=BTCUSDT&symbols=["BTCUSDT"]', -1128, 'Combination of optional parameters invalid.'],
    ['/api/v3/ticker/24hr?symbol=BTCUSDT&type=BIG', -1130, "Data sent for parameter 'type' is not valid."],
  ])('%s is refused with %i', async (path, code, msg) => {
    const { status, body } = await sim.get(path);
    expect(status).toBe(400);
    expect(body).toEqual({ code, msg: msg ?? expect.any(String) });
  });

  test('the used weight of the minute is reported, and restarts with the next one', async () => {
    sim.clock.now = NOON + 60 * MINUTE_MS;
    const used = async (path: string) => (await sim.get(path)).headers.get('x-mbx-used-weight-1m');
    expect(await used('/api/v3/ping')).toBe('1');
    expect(await used('/api/v3/exchangeInfo')).toBe('21');
    expect(await used('/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1')).toBe('23');
    sim.clock.now += MINUTE_MS;
    expect(await used('/api/v3/ticker/price')).toBe('4');
    sim.clock.now = NOON;
  });
});
