import { Injectable } from '@nestjs/common';
import { type Amount, roundDown, total } from '@qt/domain';
import type { Position } from './domain/position.ts';
import type { Quote } from './domain/quote.ts';
import { type AccountTotals, LedgerRepository } from './ledger/ledger.repository.ts';
import { QuotesService } from './quotes.service.ts';

export interface ValuedAccount extends AccountTotals {
  /** Cash and positions at their latest prices, USDT; null while a position has no price. */
  readonly equity: Amount | null;
}

@Injectable()
export class AccountService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly quotes: QuotesService,
  ) {}

  async account(): Promise<ValuedAccount> {
    const { totals, positions } = await this.ledger.holdings();
    const { quotes } = await this.quotes.latestOf(positions.map(({ symbol }) => symbol));
    return valued(totals, positions, (symbol) => quotes.get(symbol));
  }

  /** As `account`, at the newest prices so far, however old: it asks no provider. */
  async atLastPrices(): Promise<ValuedAccount> {
    const { totals, positions } = await this.ledger.holdings();
    return valued(totals, positions, (symbol) => this.quotes.lastKnown(symbol) ?? undefined);
  }
}

function valued(
  totals: AccountTotals,
  positions: readonly Position[],
  quoteOf: (symbol: string) => Quote | undefined,
): ValuedAccount {
  const values = positions.flatMap(({ symbol, quantity }) => quoteOf(symbol)?.price.times(quantity) ?? []);
  const equity = values.length < positions.length ? null : roundDown(totals.cash.plus(total(values)));
  return { ...totals, equity };
}
