import { type Amount, decimalText, ZERO } from '@qt/domain';
import type { PostgresDatabase, Run } from '@qt/postgres';
import type { AccountWrites } from '../../store/postgres/account-writes.ts';
import { sentAs } from '../ledger/order-transitions.ts';
import type { BookedVenueFill, OwnOrder } from './compare-books.ts';
import { type FillId, fillKey } from './fill-key.ts';
import { type Adoption, type ExchangeAccount, ReconciliationRepository } from './reconciliation.repository.ts';
import { RECONCILIATION } from './reconciliation-queries.ts';
import {
  adoptionColumns,
  besidesOf,
  bookedVenueFillOf,
  exchangeAccountOf,
  increased,
  ownOrderOf,
} from './reconciliation-rows.ts';

/** What reconciliation keeps in PostgreSQL. */
export class PostgresReconciliationRepository extends ReconciliationRepository {
  readonly #database: PostgresDatabase;
  readonly #writes: AccountWrites;

  constructor(database: PostgresDatabase, writes: AccountWrites) {
    super();
    this.#database = database;
    this.#writes = writes;
  }

  async account(): Promise<ExchangeAccount | null> {
    const [row] = await this.#database.read(RECONCILIATION.account);
    return row === undefined ? null : exchangeAccountOf(row);
  }

  async hasOrders(): Promise<boolean> {
    return (await this.#database.read(RECONCILIATION.anyOrder)).length > 0;
  }

  async open(url: string, quoteAsset: string, holdings: ReadonlyMap<string, Amount>, by: Adoption): Promise<void> {
    await this.#writes.make(async (run) => {
      await run(RECONCILIATION.open, url, by.at);
      for (const [asset, held] of holdings) await adopt(run, adoptionColumns(by, 'opening', asset, held));
      const cash = decimalText(holdings.get(quoteAsset) ?? ZERO);
      await run(RECONCILIATION.updateOpening, cash, cash);
      await run(RECONCILIATION.deletePeak);
    });
  }

  async adoptBalance(asset: string, excess: Amount, isQuote: boolean, by: Adoption): Promise<void> {
    await this.#writes.make(async (run) => {
      await adopt(run, adoptionColumns(by, 'balance', asset, excess));
      if (!isQuote) return;
      const [cash = {}] = (await run(RECONCILIATION.cash)).rows;
      const opening = increased(cash, 'opening_balance', excess);
      await run(RECONCILIATION.updateOpening, opening, increased(cash, 'cash', excess));
      // A payment is neither a profit nor a loss.
      const [peak] = (await run(RECONCILIATION.peak)).rows;
      if (peak !== undefined) await run(RECONCILIATION.updatePeak, increased(peak, 'equity', excess));
    });
  }

  async record(kind: 'accepted' | 'fill', differenceId: string, by: Adoption): Promise<void> {
    await this.#writes.make((run) => adopt(run, adoptionColumns(by, kind, differenceId, null)));
  }

  async accepted(): Promise<ReadonlySet<string>> {
    return new Set((await this.#database.read(RECONCILIATION.accepted)).map((row) => String(row['subject'])));
  }

  async agreed(at: number): Promise<void> {
    await this.#database.transaction((run) => run(RECONCILIATION.agreed, at));
  }

  async revision(): Promise<number> {
    return Number((await this.#database.read(RECONCILIATION.revision))[0]?.['revision']);
  }

  async booked(fills: readonly FillId[]): Promise<ReadonlySet<string>> {
    const asked = JSON.stringify(fills.map(({ symbol, id }) => ({ symbol, id })));
    const rows = await this.#database.read(RECONCILIATION.booked, asked);
    return new Set(rows.map((row) => fillKey({ symbol: String(row['symbol']), id: String(row['id']) })));
  }

  async fillsSince(since: number): Promise<BookedVenueFill[]> {
    return (await this.#database.read(RECONCILIATION.fillsSince, since)).map(bookedVenueFillOf);
  }

  async ownOrders(venueOrderIds: readonly string[]): Promise<ReadonlyMap<string, OwnOrder>> {
    const asked = JSON.stringify(venueOrderIds.map((id) => ({ id, cause: sentAs(id) })));
    const rows = await this.#database.read(RECONCILIATION.ownOrders, asked);
    return new Map(rows.map((row) => [String(row['id']), ownOrderOf(row, String(row['id']))]));
  }

  async besides(quoteAsset: string): Promise<ReadonlyMap<string, Amount>> {
    return this.#database.snapshot(async (run) => {
      const { rows: adopted } = await run(RECONCILIATION.adopted, quoteAsset);
      return besidesOf(adopted, (await run(RECONCILIATION.otherCommissions, quoteAsset)).rows);
    });
  }
}

async function adopt(run: Run, columns: ReturnType<typeof adoptionColumns>): Promise<void> {
  await run(RECONCILIATION.adopt, ...columns);
}
