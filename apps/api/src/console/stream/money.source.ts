import { Injectable } from '@nestjs/common';
import type { MoneySection } from '@qt/contracts';
import { decimalText } from '@qt/domain';
import { ApiConfig } from '../../config.ts';
import { AccountService } from '../../trading/account.service.ts';
import { AccountView } from '../../trading/account-view.service.ts';
import { QuotesService } from '../../trading/quotes.service.ts';
import { accountBody } from '../../trading/trading.mapper.ts';
import type { SectionSource } from './section-source.ts';

const FILLS = 100;

/** The account at the last known prices: a look at it asks no provider and counts no lookup. */
@Injectable()
export class MoneySource implements SectionSource<'money'> {
  readonly name = 'money';
  readonly everyMs = 1000;
  #fills: { readonly of: string; readonly items: MoneySection['fills'] } = { of: '', items: [] };

  constructor(
    private readonly accounts: AccountService,
    private readonly view: AccountView,
    private readonly quotes: QuotesService,
    private readonly config: ApiConfig,
  ) {}

  async gather(): Promise<MoneySection> {
    const [account, positions, orders] = await Promise.all([
      this.accounts.atLastPrices(),
      this.view.positions(),
      this.view.orders(),
    ]);
    const body = accountBody(account);
    const prices = this.config.QT_SYMBOLS.map((symbol) => {
      const quote = this.quotes.lastKnown(symbol);
      return {
        symbol,
        price: quote && decimalText(quote.price),
        observed_at: quote && new Date(quote.observedAt).toISOString(),
      };
    });
    return { account: body, positions, orders, fills: await this.#latestFills(`${body.cash} ${body.fees}`), prices };
  }

  /** Every fill costs something, so they are read again only when the account has changed. */
  async #latestFills(of: string): Promise<MoneySection['fills']> {
    if (this.#fills.of !== of) this.#fills = { of, items: await this.view.fills(FILLS) };
    return this.#fills.items;
  }
}
