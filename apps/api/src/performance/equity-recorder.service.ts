import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { amount, roundDown } from '@qt/domain';
import { MarketData } from '@qt/market-data';
import { NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { LedgerRepository } from '../trading/ledger/ledger.repository.ts';
import { PerformanceRepository } from './performance.repository.ts';

/** Keeps a snapshot of the account's equity. */
@Injectable()
export class EquityRecorder {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly market: MarketData,
    private readonly repository: PerformanceRepository,
    @Inject(NOW) private readonly now: () => number,
    @Inject(LOG) private readonly log: Pick<Log, 'warn'>,
  ) {}

  /** Takes a snapshot; none while a position has no price. Never rejects: a scan does not fail for it. */
  async record(): Promise<void> {
    try {
      const { totals, positions: held, lastFill } = await this.ledger.holdings();
      const positions = held.flatMap(({ symbol, profile, quantity, cost }) => {
        const price = this.market.lastKnownPrice(symbol)?.price;
        return price === undefined ? [] : { symbol, profile, cost, value: roundDown(quantity.times(amount(price))) };
      });
      if (positions.length < held.length) return;
      const { openingBalance, cash } = totals;
      await this.repository.save({ at: this.now(), lastFill, openingBalance, cash, positions });
    } catch (error) {
      this.log.warn('no snapshot of the equity could be taken', { error });
    }
  }
}
