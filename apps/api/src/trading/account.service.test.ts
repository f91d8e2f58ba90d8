import { apiRoutes } from '@qt/contracts';
import { expect, test } from 'vitest';
import { accountBody } from './account.service.ts';
import { amount } from './money.ts';

const ledger = {
  totals: async () => ({
    openingBalance: amount('1000'),
    cash: amount('400'),
    realisedPnl: amount('-0.6'),
    fees: amount('0.6'),
  }),
  positions: async () =>
    (['BTCUSDT', 'ETHUSDT'] as const).map((symbol) => ({
      symbol,
      profile: null,
      quantity: amount('0.5'),
      cost: amount('300'),
      openedAt: 0,
      stopPrice: null,
      expiresAt: null,
    })),
};

const pricesOf = (prices: Record<string, string>) => ({
  async latest(symbol: string) {
    const price = prices[symbol];
    if (price === undefined) throw new Error('no price');
    return { symbol, price, source: 'binance', observedAt: 0 } as const;
  },
});

test('equity is cash and positions at their latest prices', async () => {
  const body = await accountBody(ledger, pricesOf({ BTCUSDT: '700.1', ETHUSDT: '100' }));
  expect(body).toEqual({ currency: 'USDT', cash: '400', equity: '800.05', realised_pnl: '-0.6', fees: '0.6' });
  expect(apiRoutes.account.responses[200].parse(body)).toEqual(body);
});

test('there is no equity while a position has no price', async () => {
  expect(await accountBody(ledger, pricesOf({ BTCUSDT: '700' }))).toMatchObject({ cash: '400', equity: null });
});
