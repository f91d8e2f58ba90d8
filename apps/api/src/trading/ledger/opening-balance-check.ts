import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { amount, decimalText } from '@qt/domain';
import { LOG } from '@qt/telemetry';
import { ApiConfig } from '../../config.ts';
import { LedgerRepository } from './ledger.repository.ts';

/** Warns at the start when the configured balance is not the one that the account was opened with. */
@Injectable()
export class OpeningBalanceCheck implements OnApplicationBootstrap {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly config: ApiConfig,
    @Inject(LOG) private readonly log: Pick<Log, 'warn'>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const configured = amount(this.config.QT_PAPER_BALANCE);
    const { openingBalance } = await this.ledger.totals();
    if (openingBalance.equals(configured)) return;
    const opened = decimalText(openingBalance);
    this.log.warn(
      `QT_PAPER_BALANCE: the account was opened with ${opened} and keeps it, actual ${decimalText(configured)}`,
    );
  }
}
