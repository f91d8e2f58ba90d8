import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { amount, decimalText } from '@qt/domain';
import { BadEnvironment } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { ApiConfig } from '../../config.ts';
import { ReconciliationRepository } from '../reconciliation/reconciliation.repository.ts';
import { Venue } from '../venue/venue.ts';
import { LedgerRepository } from './ledger.repository.ts';

/** Ends the start if the account was opened elsewhere, and warns if on paper its balance is not the configured one. */
@Injectable()
export class OpeningBalanceCheck implements OnApplicationBootstrap {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly reconciliation: ReconciliationRepository,
    private readonly venue: Venue,
    private readonly config: ApiConfig,
    @Inject(LOG) private readonly log: Pick<Log, 'warn'>,
  ) {}

  /** @throws BadEnvironment */
  async onApplicationBootstrap(): Promise<void> {
    await this.#refuseOther();
    if (this.venue.booksUrl !== null) return;
    const configured = amount(this.config.QT_PAPER_BALANCE);
    const { openingBalance } = await this.ledger.totals();
    if (openingBalance.equals(configured)) return;
    const opened = decimalText(openingBalance);
    this.log.warn(
      `QT_PAPER_BALANCE: the account was opened with ${opened} and keeps it, actual ${decimalText(configured)}`,
    );
  }

  async #refuseOther(): Promise<void> {
    const { booksUrl } = this.venue;
    const url = (await this.reconciliation.account())?.url ?? null;
    if (url === booksUrl) return;
    const elsewhere = 'or another QT_DATA_DIR';
    if (booksUrl === null) throw refused('QT_EXECUTOR', `binance, as the account is at ${url}, ${elsewhere}`, 'paper');
    if (url !== null) throw refused('QT_BINANCE_TRADING_URL', `${url}, where the account is, ${elsewhere}`, booksUrl);
    if (!(await this.reconciliation.hasOrders())) return;
    throw refused('QT_EXECUTOR', `paper, as the account has traded on paper, ${elsewhere}`, 'binance');
  }
}

function refused(field: string, expected: string, actual: string): BadEnvironment {
  return new BadEnvironment([{ field, expected, actual }]);
}
