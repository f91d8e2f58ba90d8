import { expect, test } from 'vitest';
import { z } from 'zod';
import { readEnvironment } from './environment.ts';
import { marketFields } from './market-environment.ts';

const read = (env: NodeJS.ProcessEnv) => readEnvironment(z.object(marketFields(env)), env);

test('the exchanges are the simulator, wherever that is', () => {
  expect(read({})).toMatchObject({
    QT_BINANCE_URL: 'http://127.0.0.1:8010',
    QT_COINGECKO_URL: 'http://127.0.0.1:8010/coingecko',
  });
  expect(read({ QT_MARKET: 'replay', QT_MARKET_SIM_URL: 'http://sim:1/' })).toMatchObject({
    QT_BINANCE_URL: 'http://sim:1',
    QT_COINGECKO_URL: 'http://sim:1/coingecko',
  });
});

test('on a live market they are the real ones, unless another place is given', () => {
  expect(read({ QT_MARKET: 'live', QT_COINGECKO_URL: 'https://pro-api.coingecko.com/' })).toMatchObject({
    QT_BINANCE_URL: 'https://api.binance.com',
    QT_COINGECKO_URL: 'https://pro-api.coingecko.com',
  });
});

test("CoinGecko's ids are pairs, and something else is said to be none", () => {
  expect([...read({ QT_COINGECKO_IDS: 'BTCUSDT=bitcoin, FOOUSDT=foo-token' }).QT_COINGECKO_IDS]).toEqual([
    ['BTCUSDT', 'bitcoin'],
    ['FOOUSDT', 'foo-token'],
  ]);
  expect(() => read({ QT_COINGECKO_IDS: 'bitcoin' })).toThrow(
    "QT_COINGECKO_IDS: expected pairs such as BTCUSDT=bitcoin, separated by commas, actual 'bitcoin'",
  );
});
