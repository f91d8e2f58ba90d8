import type { DatabaseSync } from 'node:sqlite';
import { type Amount, decimalText, ZERO } from '@qt/domain';
import { inTransactionWhenFree } from '@qt/sqlite';
import { sentAs } from '../ledger/order-transitions.ts';
import type { BookedVenueFill, OwnOrder } from './compare-books.ts';
import { type FillId, fillKey } from './fill-key.ts';
import { type Adoption, type ExchangeAccount, ReconciliationRepository } from './reconciliation.repository.ts';
import {
  adoptionColumns,
  besidesOf,
  bookedVenueFillOf,
  exchangeAccountOf,
  increased,
  ownOrderOf,
} from './reconciliation-rows.ts';
import { reconciliationStatements } from './reconciliation-statements.ts';

/** What reconciliation keeps in the API's SQLite file. */
export class SqliteReconciliationRepository extends ReconciliationRepository {
  readonly #statements: ReturnType<typeof reconciliationStatements>;
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    super();
    this.#database = database;
    this.#statements = reconciliationStatements(database);
  }

  async account(): Promise<ExchangeAccount | null> {
    const row = this.#statements.selectAccount.get();
    return row === undefined ? null : exchangeAccountOf(row);
  }

  async hasOrders(): Promise<boolean> {
    return this.#statements.selectAnyOrder.get() !== undefined;
  }

  async open(url: string, quoteAsset: string, holdings: ReadonlyMap<string, Amount>, by: Adoption): Promise<void> {
    await this.#write(() => {
      this.#statements.insertAccount.run(url, by.at, by.at);
      for (const [asset, held] of holdings) this.#adopt(adoptionColumns(by, 'opening', asset, held));
      const cash = decimalText(holdings.get(quoteAsset) ?? ZERO);
      this.#statements.updateOpening.run(cash, cash);
      this.#statements.deletePeak.run();
    });
  }

  async adoptBalance(asset: string, excess: Amount, isQuote: boolean, by: Adoption): Promise<void> {
    await this.#write(() => {
      this.#adopt(adoptionColumns(by, 'balance', asset, excess));
      if (!isQuote) return;
      const cash = this.#statements.selectCash.get() ?? {};
      this.#statements.updateOpening.run(increased(cash, 'opening_balance', excess), increased(cash, 'cash', excess));
      // A payment is neither a profit nor a loss.
      const peak = this.#statements.selectPeak.get();
      if (peak !== undefined) this.#statements.updatePeak.run(increased(peak, 'equity', excess));
    });
  }

  async record(kind: 'accepted' | 'fill', differenceId: string, by: Adoption): Promise<void> {
    await this.#write(() => this.#adopt(adoptionColumns(by, kind, differenceId, null)));
  }

  async accepted(): Promise<ReadonlySet<string>> {
    return new Set(this.#statements.selectAccepted.all().map((row) => String(row['subject'])));
  }

  async agreed(at: number): Promise<void> {
    await this.#write(() => this.#statements.updateReconciled.run(at));
  }

  async revision(): Promise<number> {
    return Number(this.#statements.selectRevision.get()?.['revision']);
  }

  async booked(fills: readonly FillId[]): Promise<ReadonlySet<string>> {
    const isBooked = ({ symbol, id }: FillId) => this.#statements.selectFill.get(symbol, id) !== undefined;
    return new Set(fills.filter(isBooked).map(fillKey));
  }

  async fillsSince(since: number): Promise<BookedVenueFill[]> {
    return this.#statements.selectFillsSince.all(since).map(bookedVenueFillOf);
  }

  async ownOrders(venueOrderIds: readonly string[]): Promise<ReadonlyMap<string, OwnOrder>> {
    const found = new Map<string, OwnOrder>();
    for (const id of venueOrderIds) {
      const row = this.#statements.selectOwnOrder.get(sentAs(id));
      if (row !== undefined) found.set(id, ownOrderOf(row, id));
    }
    return found;
  }

  async besides(quoteAsset: string): Promise<ReadonlyMap<string, Amount>> {
    const commissions = this.#statements.selectOtherCommissions.all(quoteAsset, quoteAsset);
    return besidesOf(this.#statements.selectAdopted.all(quoteAsset), commissions);
  }

  #adopt(columns: ReturnType<typeof adoptionColumns>): void {
    this.#statements.insertAdoption.run(...columns);
  }

  #write(work: () => unknown): Promise<unknown> {
    return inTransactionWhenFree(this.#database, work);
  }
}
