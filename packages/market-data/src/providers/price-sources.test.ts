import { expect, onTestFinished, test } from 'vitest';
import { pricesUnder } from '../calls/call.ts';
import { resilientCalls } from '../calls/resilient-calls.ts';
import { ProviderFailure } from '../failures.ts';
import { type PriceSource, priceOf } from '../price.ts';
import { openExchange } from '../testing/exchange.ts';
import { type PriceSourceUnderTest, priceSourceContract } from '../testing/price-source.contract.ts';
import { createBinance } from './binance.ts';
import { createCoingecko } from './coingecko.ts';

type Row = Record<string, unknown>;
const each = (body: unknown, change: Row): unknown =>
  Array.isArray(body) ? body.map((row: Row) => ({ ...row, ...change })) : { ...(body as Row), ...change };
const eachCoin = (body: unknown, change: Row): unknown =>
  Object.fromEntries(Object.entries(body as Record<string, Row>).map(([id, quote]) => [id, { ...quote, ...change }]));

const binance: PriceSourceUnderTest = {
  provider: 'binance',
  open: ({ binanceUrl }, now) => createBinance({ baseUrl: binanceUrl, now }),
  withPrice: (lastPrice) => ({ kind: 'body', change: (body) => each(body, { lastPrice }) }),
  withTime: (closeTime) => ({ kind: 'body', change: (body) => each(body, { closeTime }) }),
};
const coingecko: PriceSourceUnderTest = {
  provider: 'coingecko',
  open: ({ coingeckoUrl }, now) => createCoingecko({ baseUrl: coingeckoUrl, now }),
  withPrice: (usd) => ({ kind: 'body', change: (body) => eachCoin(body, { usd }) }),
  withTime: (time) => ({ kind: 'body', change: (body) => eachCoin(body, { last_updated_at: time / 1000 }) }),
};

/** Every call's first two attempts fail by themselves, before anything is sent. */
function chaotic(source: PriceSource, provider: 'binance' | 'coingecko'): PriceSource {
  let attempts = 0;
  const strike = () => {
    attempts += 1;
    const kind = attempts % 3 === 1 ? 'timeout' : 'network';
    if (attempts % 3 !== 0) throw new ProviderFailure(provider, kind, 'chaos');
  };
  return {
    prices: async (symbols, signal) => {
      strike();
      return source.prices(symbols, signal);
    },
  };
}

function throughChaos(tested: PriceSourceUnderTest): PriceSourceUnderTest {
  return {
    ...tested,
    open: (exchange, now) => {
      const { policy } = resilientCalls({
        provider: tested.provider,
        now,
        random: () => 0,
        retries: 2,
        pauseMs: 0,
        failuresToOpen: 3,
        openMs: 120_000,
        events: { opened: () => {}, closed: () => {} },
      });
      return pricesUnder(policy, chaotic(tested.open(exchange, now), tested.provider));
    },
  };
}

priceSourceContract('binance', binance);
priceSourceContract('coingecko', coingecko);
priceSourceContract('binance, retried through chaos', throughChaos(binance));
priceSourceContract('coingecko, retried through chaos', throughChaos(coingecko));

test.each([
  [58588.21103787089, '58588.21103787089'],
  [1.2345678901234e-9, '0.00000000123456789'],
])('the price %d of a coin on CoinGecko has at most 18 decimals: %s', async (usd, expected) => {
  const now = () => Date.UTC(2026, 0, 5, 12, 0, 30);
  const exchange = await openExchange(now);
  onTestFinished(() => exchange.close());
  exchange.misbehave(coingecko.withPrice(usd));
  expect((await priceOf(coingecko.open(exchange, now), 'BTCUSDT')).price).toBe(expected);
});
