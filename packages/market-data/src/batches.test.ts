import { expect, test, vi } from 'vitest';
import { inBatches } from './batches.ts';
import { ProviderFailure, UnknownSymbol } from './failures.ts';
import type { Price, PriceSource } from './price.ts';

const quoted = (symbol: string): Price => ({ symbol, price: '1', source: 'binance', observedAt: 1 });
const symbols = (count: number) => Array.from({ length: count }, (_, index) => `S${index}USDT`);

function source(refused: string[] = []) {
  const prices = vi.fn<PriceSource['prices']>(async (requested) => {
    if (requested.some((symbol) => refused.includes(symbol))) throw new UnknownSymbol(requested.join(), 'others');
    return { prices: new Map(requested.map((symbol) => [symbol, quoted(symbol)])), failures: new Map() };
  });
  return { prices };
}

test('requests 250 symbols in three calls', async () => {
  const inner = source();
  const { prices } = await inBatches(inner, 100).prices(symbols(250));
  expect(prices.size).toBe(250);
  expect(inner.prices.mock.calls.map(([requested]) => requested.length)).toEqual([100, 100, 50]);
});

test('requests symbols one by one if an unknown symbol fails the batch', async () => {
  const inner = source(['S1USDT']);
  const { prices, failures } = await inBatches(inner, 100).prices(symbols(3));
  expect([...prices.keys()]).toEqual(['S0USDT', 'S2USDT']);
  expect([...failures]).toEqual([['S1USDT', expect.any(UnknownSymbol)]]);
});

test('one delisted symbol of a hundred costs few calls, and then one more', async () => {
  const inner = source(['S37USDT']);
  const batches = inBatches(inner, 100);
  expect((await batches.prices(symbols(100))).prices.size).toBe(99);
  expect(inner.prices.mock.calls.length).toBeLessThanOrEqual(15);
  inner.prices.mockClear();
  const { prices, failures } = await batches.prices(symbols(100));
  expect(inner.prices.mock.calls.map(([requested]) => requested.length)).toEqual([99, 1]);
  expect(prices.size).toBe(99);
  expect([...failures.keys()]).toEqual(['S37USDT']);
});

test('a symbol that is listed again rejoins the others', async () => {
  const listed: string[] = ['S1USDT'];
  const inner = source(listed);
  const batches = inBatches(inner, 100);
  await batches.prices(symbols(3));
  listed.length = 0;
  expect((await batches.prices(symbols(3))).failures.size).toBe(0);
  inner.prices.mockClear();
  await batches.prices(symbols(3));
  expect(inner.prices.mock.calls.map(([requested]) => requested.length)).toEqual([3]);
});

test('does not request a single unknown symbol twice', async () => {
  const inner = source(['S0USDT']);
  const { failures } = await inBatches(inner, 100).prices(symbols(1));
  expect([...failures]).toEqual([['S0USDT', expect.any(UnknownSymbol)]]);
  expect(inner.prices).toHaveBeenCalledOnce();
});

test('keeps the batches that arrived if another fails', async () => {
  const inner = source();
  inner.prices.mockRejectedValueOnce(new ProviderFailure('binance', 'timeout', 'slow'));
  const { prices, failures } = await inBatches(inner, 2).prices(symbols(4));
  expect([...prices.keys()]).toEqual(['S2USDT', 'S3USDT']);
  expect([...failures.keys()]).toEqual(['S0USDT', 'S1USDT']);
});

test('fails as a whole if no batch arrived', async () => {
  const inner = source();
  inner.prices.mockRejectedValue(new ProviderFailure('binance', 'timeout', 'slow'));
  await expect(inBatches(inner, 2).prices(symbols(4))).rejects.toMatchObject({ kind: 'timeout' });
});
