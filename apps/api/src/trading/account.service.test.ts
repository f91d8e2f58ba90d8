import { apiRoutes } from '@qt/contracts';
import { amount } from '@qt/domain';
import { MarketDataUnavailable } from '@qt/market-data';
import { expect, onTestFinished, test } from 'vitest';
import { AccountService } from './account.service.ts';
import { aFill, anOrder, databaseFile, ledgerIn, quotesAt } from './trading.fixture.ts';
import { accountBody } from './trading.mapper.ts';

/** The body of an account that holds 0.5 of each of two symbols, at these prices. */
async function bodyAt(prices: Record<string, string>) {
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const ledger = ledgerIn(database, '1000');
  for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
    await ledger.begin(anOrder({ symbol, clientOrderId: symbol }));
    await ledger.reserve(symbol, 'reservation-1');
    await ledger.send(symbol, `venue-${symbol}`, amount('599.4'));
    await ledger.fill(symbol, aFill('0.5', '599.4', '0.3'));
  }
  const priceOf = (symbol: string) => prices[symbol] ?? new MarketDataUnavailable(symbol, 'price', []);
  return accountBody(
    await new AccountService(
      ledger,
      quotesAt(priceOf, () => 0),
    ).account(),
  );
}

test('equity is cash and positions at their latest prices', async () => {
  const body = await bodyAt({ BTCUSDT: '700.1', ETHUSDT: '100' });
  expect(body).toEqual({ currency: 'USDT', cash: '400', equity: '800.05', realised_pnl: '-0.6', fees: '0.6' });
  expect(apiRoutes.account.responses[200].parse(body)).toEqual(body);
});

test('there is no equity while a position has no price', async () => {
  expect(await bodyAt({ BTCUSDT: '700' })).toMatchObject({ cash: '400', equity: null });
});
