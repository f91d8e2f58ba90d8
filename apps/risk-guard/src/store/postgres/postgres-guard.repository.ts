import { decimalText, signedCash, signedQuantity, ZERO } from '@qt/domain';
import type { PostgresDatabase, Run } from '@qt/postgres';
import { executedSoFar } from '../../domain/executed-so-far.ts';
import { ORDER_RATE_WINDOW_MS } from '../../domain/portfolio.ts';
import type { KnownOrder, ReportedFill, Reservation } from '../../domain/reservation.ts';
import type { AuditEntry, AuditPage, NewAuditEntry } from '../audit-entry.ts';
import { type AuditRow, auditEntryOf, isOfKind } from '../audit-rows.ts';
import { controlValues } from '../control-row.ts';
import {
  type Controls,
  type FillCount,
  type GuardContent,
  GuardRepository,
  type LoadOptions,
  type ProvenModel,
  type StoredFill,
} from '../guard.repository.ts';
import { type ModelRow, modelsOf } from '../model-rows.ts';
import {
  type FillRow,
  fillOf,
  fillValues,
  type ReservationRow,
  reservationOf,
  reservationValues,
  type StoredFillRow,
  storedFillOf,
} from '../order-rows.ts';
import { GroupCommit } from './group-commit.ts';
import { readContent } from './read-content.ts';
import * as sql from './statements.ts';
import { UnknownOrders } from './unknown-orders.ts';

/** The guard's state in a schema of PostgreSQL, for the replica that leads; writes that wait together are one commit. */
export class PostgresGuardRepository extends GuardRepository {
  readonly #database: PostgresDatabase;
  readonly #market: string;
  readonly #writes: GroupCommit;
  readonly #unknown = new UnknownOrders();

  /** `database`: opened for the term of the replica that leads. `market`: of the prices that it accepts. */
  constructor(database: PostgresDatabase, market: string) {
    super();
    this.#database = database;
    this.#market = market;
    this.#writes = new GroupCommit(database);
  }

  override load(options: LoadOptions): Promise<GuardContent> {
    return this.#database.transaction((run) => readContent(run, this.#market, options));
  }

  override async expectOrder(clientOrderId: string): Promise<void> {
    if (this.#writes.isPending(clientOrderId)) return;
    const isKnown = async () => (await find((...query) => this.#database.read(...query), clientOrderId)) !== null;
    await this.#unknown.look(clientOrderId, isKnown);
  }

  override async findOrder(clientOrderId: string): Promise<KnownOrder | null> {
    if (this.#unknown.has(clientOrderId)) return null;
    return this.#readOf(clientOrderId, (query) => find(query, clientOrderId));
  }

  override async reserve(
    reservation: Reservation,
    priceAccepted = true,
    entry: NewAuditEntry | null = null,
  ): Promise<void> {
    const { clientOrderId, symbol, price, reservedAt: at } = reservation;
    this.#unknown.written(clientOrderId);
    await this.#writes.write(clientOrderId, async (run, tell) => {
      await run(sql.RESERVE, ...reservationValues(reservation), at - ORDER_RATE_WINDOW_MS);
      if (priceAccepted) await run(sql.ACCEPT_PRICE, symbol, decimalText(price), at, this.#market);
      tell(entry);
    });
  }

  override release(
    reservationId: string,
    why: string,
    at: number,
    entry: NewAuditEntry | null = null,
  ): Promise<Reservation | null> {
    return this.#writes.write(undefined, async (run, tell) => {
      const [row] = (await run(sql.RELEASE, why, reservationId)).rows;
      if (row === undefined) return null;
      await run(sql.COUNT_RELEASED, at, at - ORDER_RATE_WINDOW_MS);
      tell(entry);
      return reservationOf(row as unknown as ReservationRow);
    });
  }

  override fill(
    fill: ReportedFill,
    entry: NewAuditEntry | null = null,
    count: FillCount = { profile: null, countedAt: fill.filledAt },
  ): Promise<ReportedFill | null> {
    const { clientOrderId: id, symbol, quantity, price, filledAt } = fill;
    this.#unknown.written(id);
    return this.#writes.write(id, async (run, tell) => {
      const before = await executed(rowsOf(run), id);
      if (before !== null && !before.quantity.equals(count.before ?? ZERO)) return before;
      await run(sql.INSERT_FILL, ...fillValues(fill, count));
      const soFar = quantity.plus(before?.quantity ?? ZERO);
      await run(
        sql.BOOK_FILL,
        id,
        decimalText(soFar),
        symbol,
        decimalText(signedQuantity(fill)),
        decimalText(signedCash(fill)),
      );
      if (!fill.open) await run(sql.END_ORDER, id);
      await run(sql.FIRST_PRICE, symbol, decimalText(price), filledAt, this.#market);
      tell(entry);
      return null;
    });
  }

  override executed(clientOrderId: string): Promise<ReportedFill | null> {
    return this.#readOf(clientOrderId, (query) => executed(query, clientOrderId));
  }

  override async endOrder(clientOrderId: string, entry: NewAuditEntry | null = null): Promise<void> {
    await this.#writes.write(clientOrderId, async (run, tell) => {
      await run(sql.END_ORDER, clientOrderId);
      tell(entry);
    });
  }

  override async settleDispute(clientOrderId: string, entry: NewAuditEntry): Promise<void> {
    await this.#writes.write(clientOrderId, async (run, tell) => {
      await run('UPDATE fill SET settled_at = $1 WHERE client_order_id = $2', entry.at, clientOrderId);
      tell(entry);
    });
  }

  override async countFills(): Promise<number> {
    const [row] = await this.#database.read('SELECT count(DISTINCT client_order_id) AS count FROM fill');
    return Number(row?.['count']);
  }

  override async fillsAfter(after: number, limit: number): Promise<readonly StoredFill[]> {
    const rows = (await this.#database.read(sql.FILLS_AFTER, after, limit)) as unknown as readonly StoredFillRow[];
    const fills: StoredFill[] = [];
    for (const row of rows) {
      const all = await executed((...query) => this.#database.read(...query), row.client_order_id);
      fills.push(storedFillOf(row, all ?? fillOf(row)));
    }
    return fills;
  }

  override async saveControls(controls: Controls, entry: NewAuditEntry | null): Promise<void> {
    await this.#writes.write(null, async (run, tell) => {
      await run(sql.UPDATE_CONTROLS, ...controlValues(controls));
      tell(entry);
    });
  }

  override async reset(controls: Controls, entry: NewAuditEntry): Promise<void> {
    await this.#writes.write(undefined, async (run, tell) => {
      await run(sql.UPDATE_CONTROLS, ...controlValues(controls));
      await run("UPDATE reservation SET state = 'released', released_why = 'reset' WHERE state = 'reserved'");
      tell(entry);
    });
  }

  override async saveModels(models: readonly ProvenModel[], asOf: number): Promise<void> {
    await this.#writes.write(null, async (run) => {
      await run('DELETE FROM known_model');
      for (const { version, profiles, provenAt } of models) {
        await run('INSERT INTO known_model VALUES ($1, $2, $3, $4)', version, profiles.join(','), provenAt, asOf);
      }
    });
  }

  override async models(): Promise<{ models: ProvenModel[]; asOf: number } | null> {
    const rows = await this.#database.read('SELECT * FROM known_model ORDER BY proven_at DESC, version');
    return modelsOf(rows as unknown as readonly ModelRow[]);
  }

  override async appendAudit(entry: NewAuditEntry): Promise<void> {
    await this.#writes.write(null, async (_run, tell) => tell(entry));
  }

  override async audit({ limit, before, kind }: AuditPage): Promise<readonly AuditEntry[]> {
    const rows = await this.#database.read(
      `SELECT * FROM audit WHERE id < $1 AND ${isOfKind(kind)} ORDER BY id DESC LIMIT $2`,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    );
    return (rows as unknown as readonly AuditRow[]).map(auditEntryOf);
  }

  override async probe(): Promise<void> {
    // Each commit writes its number.
    await this.#writes.write(null, async () => {});
  }

  override async close(): Promise<void> {
    await this.#writes.settled();
    await this.#database.close();
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  /** Waits for a write about this order that is not durable yet, and for no other. */
  #readOf<T>(clientOrderId: string, work: (query: Query) => Promise<T>): Promise<T> {
    return this.#writes.isPending(clientOrderId)
      ? this.#writes.write(clientOrderId, (run) => work(rowsOf(run)))
      : work((...query) => this.#database.read(...query));
  }
}

type Query = PostgresDatabase['read'];

function rowsOf(run: Run): Query {
  return async (...query) => (await run(...query)).rows;
}

async function find(query: Query, clientOrderId: string): Promise<KnownOrder | null> {
  const [found] = await query(sql.FIND_ORDER, clientOrderId);
  const open = found?.['filled_open'] as boolean | null;
  const row = found as unknown as ReservationRow | { readonly client_order_id: null };
  if (open !== null && (!open || row.client_order_id === null || row.state !== 'reserved')) return { state: 'filled' };
  return row.client_order_id === null ? null : { state: row.state, reservation: reservationOf(row) };
}

async function executed(query: Query, clientOrderId: string): Promise<ReportedFill | null> {
  const rows = (await query(sql.PARTS_OF_ORDER, clientOrderId)) as unknown as readonly FillRow[];
  const [first, ...others] = rows.map(fillOf);
  return first === undefined ? null : executedSoFar([first, ...others]);
}
