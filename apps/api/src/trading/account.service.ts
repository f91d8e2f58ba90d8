import type { apiRoutes, BodyOf } from '@qt/contracts';
import type { Ledger } from './ledger/ledger.repository.ts';
import { roundDown, textOf } from './money.ts';
import { type LatestPrices, latestPrices } from './quotes.service.ts';

/** The account as the API answers it: its positions at their latest prices; no equity while one has none. */
export async function accountBody(
  ledger: Pick<Ledger, 'totals' | 'positions'>,
  source: LatestPrices,
): Promise<BodyOf<typeof apiRoutes.account>> {
  const [{ cash, realisedPnl, fees }, positions] = await Promise.all([ledger.totals(), ledger.positions()]);
  const { prices, failures } = await latestPrices(
    source,
    positions.map(({ symbol }) => symbol),
  );
  const equity = positions.reduce(
    (sum, { symbol, quantity }) => sum.plus(quantity.times(prices.get(symbol)?.price ?? 0)),
    cash,
  );
  return {
    currency: 'USDT',
    cash: textOf(cash),
    equity: failures.size > 0 ? null : textOf(roundDown(equity)),
    realised_pnl: textOf(realisedPnl),
    fees: textOf(fees),
  };
}
