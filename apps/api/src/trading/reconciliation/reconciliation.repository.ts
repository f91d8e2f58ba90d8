import { DatabaseSync } from 'node:sqlite';
import { Injectable } from '@nestjs/common';
import { type Amount, amount, decimalText, ZERO } from '@qt/domain';
import { inTransactionWhenFree } from '@qt/sqlite';
import type { BookedVenueFill, OwnOrder } from './compare-books.ts';
import { reconciliationStatements } from './reconciliation-statements.ts';

/** An account that was opened with the balance of an exchange. Times in Unix ms. */
interface ExchangeAccount {
  readonly url: string;
  readonly openedAt: number;
  /** When both were last found to agree. */
  readonly reconciledAt: number;
}

/** Who took something over from the exchange, when (Unix ms) and why. */
export interface Adoption {
  readonly at: number;
  readonly actor: string;
  readonly reason: string;
}

/** What reconciliation keeps beside the ledger, and what it asks of the ledger's tables. Each write is one transaction. */
@Injectable()
export class ReconciliationRepository {
  readonly #statements: ReturnType<typeof reconciliationStatements>;

  constructor(private readonly database: DatabaseSync) {
    this.#statements = reconciliationStatements(database);
  }

  /** Null: the account is no exchange's, or not yet. */
  account(): ExchangeAccount | null {
    const row = this.#statements.selectAccount.get();
    if (row === undefined) return null;
    const [openedAt, reconciledAt] = [Number(row['opened_at']), Number(row['reconciled_at'])];
    return { url: String(row['url']), openedAt, reconciledAt };
  }

  /** Whether anything was ever ordered. */
  hasOrders(): boolean {
    return this.#statements.selectAnyOrder.get() !== undefined;
  }

  /** Opens the account with what the exchange holds: of the quote asset it becomes cash, of all others it is no position. */
  async open(url: string, quoteAsset: string, holdings: ReadonlyMap<string, Amount>, by: Adoption): Promise<void> {
    await inTransactionWhenFree(this.database, () => {
      this.#statements.insertAccount.run(url, by.at, by.at);
      for (const [asset, held] of holdings) this.#adopt(by, 'opening', asset, held);
      const cash = decimalText(holdings.get(quoteAsset) ?? ZERO);
      this.#statements.updateOpening.run(cash, cash);
      this.#statements.deletePeak.run();
    });
  }

  /** Takes over a movement of an asset: of the quote asset it was paid in or out of the account. */
  async adoptBalance(asset: string, excess: Amount, isQuote: boolean, by: Adoption): Promise<void> {
    await inTransactionWhenFree(this.database, () => {
      this.#adopt(by, 'balance', asset, excess);
      if (!isQuote) return;
      const row = this.#statements.selectCash.get();
      const add = (column: string) => decimalText(amount(String(row?.[column])).plus(excess));
      this.#statements.updateOpening.run(add('opening_balance'), add('cash'));
      // A payment is neither a profit nor a loss.
      const peak = this.#statements.selectPeak.get();
      if (peak !== undefined) {
        this.#statements.updatePeak.run(decimalText(amount(String(peak['equity'])).plus(excess)));
      }
    });
  }

  /** Records that a difference stays as it is, or that the fill it names was booked. */
  async record(kind: 'accepted' | 'fill', differenceId: string, by: Adoption): Promise<void> {
    await inTransactionWhenFree(this.database, () => this.#adopt(by, kind, differenceId, null));
  }

  accepted(): ReadonlySet<string> {
    return new Set(this.#statements.selectAccepted.all().map((row) => String(row['subject'])));
  }

  async agreed(at: number): Promise<void> {
    await inTransactionWhenFree(this.database, () => this.#statements.updateReconciled.run(at));
  }

  /** Changes with each state of an order. */
  revision(): number {
    return Number(this.#statements.selectRevision.get()?.['revision']);
  }

  isBooked(symbol: string, fillId: string): boolean {
    return this.#statements.selectFill.get(symbol, fillId) !== undefined;
  }

  /** Fills that the exchange executed from then on (Unix ms). */
  fillsSince(since: number): BookedVenueFill[] {
    return this.#statements.selectFillsSince.all(since).map((row) => ({
      symbol: String(row['symbol']),
      id: String(row['venue_fill_id']),
      quantity: amount(String(row['executed'])),
      price: amount(String(row['price'])),
    }));
  }

  /** By the id under which any of its attempts went to the exchange. */
  ownOrder(venueOrderId: string): OwnOrder | null {
    const row = this.#statements.selectOwnOrder.get(`as ${venueOrderId}`);
    if (row === undefined) return null;
    // Of an earlier attempt nothing more is expected.
    const ended = row['ended'] === 1 || row['venue_order_id'] !== venueOrderId;
    return { clientOrderId: String(row['client_order_id']), ended, learned: row['learned'] === 1 };
  }

  /** By asset, what was taken over and is neither cash nor a position, less commissions that are in neither. */
  besides(quoteAsset: string): ReadonlyMap<string, Amount> {
    const sums = new Map<string, Amount>();
    const add = (asset: string, more: Amount) => sums.set(asset, (sums.get(asset) ?? ZERO).plus(more));
    for (const { asset, amount: taken } of this.#statements.selectAdopted.all(quoteAsset)) {
      add(String(asset), amount(String(taken)));
    }
    for (const { asset, commission } of this.#statements.selectOtherCommissions.all(quoteAsset, quoteAsset)) {
      add(String(asset), amount(String(commission)).negated());
    }
    return sums;
  }

  #adopt({ at, actor, reason }: Adoption, kind: string, subject: string, taken: Amount | null): void {
    this.#statements.insertAdoption.run(at, actor, reason, kind, subject, taken && decimalText(taken));
  }
}
