import type { ProviderName } from '@qt/catalogue';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProviderFailure, UnknownSymbol } from '../failures.ts';
import { type PriceSource, priceOf } from '../price.ts';
import { type Exchange, type Misbehaviour, openExchange } from './exchange.ts';

export interface PriceSourceUnderTest {
  readonly provider: ProviderName;
  readonly open: (exchange: Exchange, now: () => number) => PriceSource;
  /** The same answer with another price for each symbol, and with another time (Unix ms). */
  readonly withPrice: (price: unknown) => Misbehaviour;
  readonly withTime: (time: number) => Misbehaviour;
}

const NOW = Date.UTC(2026, 0, 5, 12, 0, 30);

/** What every price source must do, whatever is behind it. */
export function priceSourceContract(name: string, { provider, open, withPrice, withTime }: PriceSourceUnderTest): void {
  describe(name, () => {
    let exchange: Exchange;
    let source: PriceSource;

    beforeEach(async () => {
      exchange = await openExchange(() => NOW);
      source = open(exchange, () => NOW);
    });
    afterEach(() => exchange.close());

    const failure = async (kind: string) => {
      const error = await priceOf(source, 'BTCUSDT').catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(ProviderFailure);
      expect(error).toMatchObject({ provider, kind });
      return error as ProviderFailure;
    };

    test('returns the latest price as an exact decimal with the time of its observation', async () => {
      const price = await priceOf(source, 'BTCUSDT');
      expect(price).toMatchObject({ symbol: 'BTCUSDT', price: '64000.5', source: provider });
      expect(price.observedAt).toBeLessThanOrEqual(NOW);
      expect(price.observedAt).toBeGreaterThan(NOW - 60_000);
    });

    test('returns several symbols with one request', async () => {
      const before = exchange.requests.length;
      const { prices, failures } = await source.prices(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']);
      expect([...prices].map(([symbol, { price }]) => [symbol, price])).toEqual([
        ['BTCUSDT', '64000.5'],
        ['ETHUSDT', '3200.25'],
        ['SOLUSDT', '160.1'],
      ]);
      expect(failures.size).toBe(0);
      expect(exchange.requests.length - before).toBe(1);
    });

    test('reports an unknown symbol without blaming the provider', async () => {
      await expect(priceOf(source, 'NOPEUSDT')).rejects.toBeInstanceOf(UnknownSymbol);
    });

    test.each([[0], [-1], ['0'], ['-5.1'], ['NaN'], ['1e999'], [''], ['abc'], [null], [{}], ['0.0'], [1e-19], [1e18]])(
      'refuses the price %j as garbage',
      async (price) => {
        exchange.misbehave(withPrice(price));
        await failure('garbage');
      },
    );

    test('a garbage price of every symbol is a failure of the provider', async () => {
      exchange.misbehave(withPrice('-1'));
      const answer = source.prices(['BTCUSDT', 'ETHUSDT']);
      await expect(answer).rejects.toMatchObject({ provider, kind: 'garbage', symbol: undefined });
    });

    test('refuses a price that its provider has not refreshed for five minutes', async () => {
      exchange.misbehave(withTime(NOW - 5 * 60_000));
      expect((await failure('stale')).message).toMatch(/expected at most \d+ s old, actual 300 s/);
    });

    test('refuses a price from the future', async () => {
      exchange.misbehave(withTime(NOW + 5 * 60_000));
      await failure('garbage');
    });

    test('never reports a time ahead of our clock', async () => {
      exchange.misbehave(withTime(NOW + 3000));
      expect((await priceOf(source, 'BTCUSDT')).observedAt).toBe(NOW);
    });

    test.each([['<html>sorry</html>'], ['{"truncated": '], ['null'], ['[]'], ['42'], ['""']])(
      'refuses the body %j as garbage',
      async (text) => {
        exchange.misbehave({ kind: 'text', text });
        await failure('garbage');
      },
    );

    test.each([[500], [502], [503], [403], [401]])('reports the status %i', async (status) => {
      exchange.misbehave({ kind: 'status', status });
      expect((await failure('http')).status).toBe(status);
    });

    test.each([[429], [418]])('reports the Retry-After of a %i', async (status) => {
      exchange.misbehave({ kind: 'status', status, headers: { 'retry-after': '17' } });
      expect((await failure('rate_limited')).retryAfterMs).toBe(17_000);
    });

    test('reports a Retry-After that is a date', async () => {
      const date = new Date(NOW + 90_000).toUTCString();
      exchange.misbehave({ kind: 'status', status: 503, headers: { 'retry-after': date } });
      expect((await failure('http')).retryAfterMs).toBe(90_000);
    });

    test('reports a minute for a rate limit without a Retry-After', async () => {
      exchange.misbehave({ kind: 'status', status: 429 });
      expect((await failure('rate_limited')).retryAfterMs).toBe(60_000);
    });

    test('names the cause of a broken connection', async () => {
      exchange.misbehave({ kind: 'disconnect' });
      expect((await failure('network')).message).toMatch(/socket hang up|other side closed/);
    });

    test('follows no redirect', async () => {
      exchange.misbehave({
        kind: 'status',
        status: 302,
        headers: { location: '/api/v3/ticker/24hr?symbols=["ETHUSDT"]' },
      });
      await expect(priceOf(source, 'BTCUSDT')).rejects.toMatchObject({ provider });
      expect(new Set(exchange.requests.map((path) => path.includes('ETH')))).toEqual(new Set([false]));
    });

    test('stops when the caller aborts', async () => {
      exchange.misbehave({ kind: 'silence' });
      const caller = new AbortController();
      const answer = source.prices(['BTCUSDT'], caller.signal);
      caller.abort();
      await expect(answer).rejects.toThrow();
    });
  });
}
