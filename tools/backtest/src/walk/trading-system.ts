import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  readConfig as apiConfig,
  openSqliteStore,
  type PaperAccount,
  paperAccount,
  type Signal,
  type TradingReport,
} from '@qt/api/backtest';
import type { Profile } from '@qt/catalogue';
import { readConfig as guardConfig, inProcessGuard } from '@qt/risk-guard/backtest';
import { silent } from '../silent.ts';
import { InProcessRiskGuard } from './in-process-risk-guard.ts';
import type { VirtualMarket } from './virtual-market.ts';

/** In memory where that can be had: the books are synced at every commit, and nothing of them has to survive. */
const FOLDERS = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export interface TradingSystem {
  readonly ledger: PaperAccount['ledger'];
  /** Tells the guard that this model decides. */
  useModel(model: { version: string; profiles: readonly Profile[]; expiresAt: number }): void;
  /** Tells the guard the market's prices, then trades as a scan does. */
  trade(signals: readonly Signal[]): Promise<TradingReport>;
  close(): Promise<void>;
}

/**
 * The API's account and the risk guard on a history, with the limits, fees and slippage of these variables. Its books are
 * in a folder that goes with it.
 */
export async function openTradingSystem(market: VirtualMarket, env: NodeJS.ProcessEnv): Promise<TradingSystem> {
  const folder = mkdtempSync(join(FOLDERS, 'qt-backtest-'));
  const settings = { ...env, QT_DATA_DIR: folder };
  const config = apiConfig(settings);
  let reservations = 0;
  const reservationIds = { next: () => `reservation-${++reservations}` };
  const guard = await inProcessGuard({ config: guardConfig(settings), now: market.now, reservationIds, ...silent });
  const store = openSqliteStore(config, market.now);
  const account = paperAccount({
    ledger: store.ledger,
    config,
    guard: new InProcessRiskGuard(guard),
    market: market.asMarketData(),
    now: market.now,
    ...silent,
  });
  return {
    ledger: account.ledger,
    useModel: (model) => guard.knowModels([model]),
    trade: async (signals) => {
      await guard.markToMarket(market.prices());
      return account.trade(signals);
    },
    close: async () => {
      await store.close();
      await guard.close();
      rmSync(folder, { recursive: true });
    },
  };
}
