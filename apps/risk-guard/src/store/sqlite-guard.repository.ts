import type { OnApplicationShutdown } from '@nestjs/common';
import { amount, decimalText, signedCash, signedQuantity, ZERO } from '@qt/domain';
import { executedSoFar } from '../domain/executed-so-far.ts';
import type { ReferencePrice } from '../domain/order-context.ts';
import { ORDER_RATE_WINDOW_MS } from '../domain/portfolio.ts';
import type { KnownOrder, ReportedFill, Reservation } from '../domain/reservation.ts';
import type { GuardSettings } from '../guard-settings.ts';
import type { AuditEntry, AuditPage, NewAuditEntry } from './audit-entry.ts';
import { appendAudit, readAudit } from './audit-table.ts';
import { moveCash } from './cash-flow.ts';
import { controlValues } from './control-row.ts';
import {
  type Controls,
  type FillCount,
  type GuardContent,
  GuardRepository,
  type LoadOptions,
  type ProvenModel,
  type StoredFill,
} from './guard.repository.ts';
import { GuardDatabase } from './guard-database.ts';
import { readModels, saveModels } from './known-model-table.ts';
import {
  type FillRow,
  fillOf,
  fillValues,
  type ReservationRow,
  reservationOf,
  reservationValues,
  type StoredFillRow,
  storedFillOf,
} from './order-rows.ts';
import { readContent } from './read-content.ts';

/** The guard's state in one SQLite file; every commit is synced to the disk, and holds what one turn of the event loop wrote. */
export class SqliteGuardRepository extends GuardRepository implements OnApplicationShutdown {
  readonly #database: GuardDatabase;
  readonly #market: string;

  /** @throws StoreUnavailable if the file is locked, unwritable, damaged or of a later version. */
  constructor({ databaseFile, market }: Pick<GuardSettings, 'databaseFile' | 'market'>) {
    super();
    this.#database = new GuardDatabase(databaseFile);
    this.#market = market;
  }

  override async load(options: LoadOptions): Promise<GuardContent> {
    this.#database.takeOver();
    return this.#database.write(() => readContent(this.#database, this.#market, options));
  }

  override async findOrder(clientOrderId: string): Promise<KnownOrder | null> {
    const filled = this.#database.one<FillRow>('SELECT * FROM fill WHERE client_order_id = ?', clientOrderId);
    const row = this.#database.one<ReservationRow>(
      'SELECT * FROM reservation WHERE client_order_id = ?',
      clientOrderId,
    );
    if (filled !== undefined && (filled.open === 0 || row?.state !== 'reserved')) return { state: 'filled' };
    return row === undefined ? null : { state: row.state, reservation: reservationOf(row) };
  }

  override async reserve(
    reservation: Reservation,
    priceAccepted = true,
    entry: NewAuditEntry | null = null,
  ): Promise<void> {
    await this.#database.write(() => {
      this.#database.run(
        `INSERT OR REPLACE INTO reservation
           (client_order_id, reservation_id, symbol, side, quantity, reduce_only, origin, profile, price, executed,
            reserved_at, expires_at, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'reserved')`,
        ...reservationValues(reservation),
      );
      const { symbol, price, reservedAt: at } = reservation;
      this.#database.run('DELETE FROM allowed_order WHERE at <= ?', at - ORDER_RATE_WINDOW_MS);
      this.#database.run('INSERT INTO allowed_order (at) VALUES (?)', at);
      if (priceAccepted) this.#savePrice('INSERT OR REPLACE', symbol, { price, at });
      this.#append(entry);
    });
  }

  override async release(
    reservationId: string,
    why: string,
    at: number,
    entry: NewAuditEntry | null = null,
  ): Promise<Reservation | null> {
    return this.#database.write(() => {
      const row = this.#database.one<ReservationRow>(
        `UPDATE reservation SET state = 'released', released_why = ?
         WHERE reservation_id = ? AND state = 'reserved' RETURNING *`,
        why,
        reservationId,
      );
      if (row === undefined) return null;
      this.#database.run('DELETE FROM released_order WHERE at <= ?', at - ORDER_RATE_WINDOW_MS);
      this.#database.run('INSERT INTO released_order (at) VALUES (?)', at);
      this.#append(entry);
      return reservationOf(row);
    });
  }

  override async fill(
    fill: ReportedFill,
    entry: NewAuditEntry | null = null,
    count: FillCount = { profile: null, countedAt: fill.filledAt },
  ): Promise<ReportedFill | null> {
    return this.#database.write(() => {
      const before = this.#executed(fill.clientOrderId);
      if (before !== null && !before.quantity.equals(count.before ?? ZERO)) return before;
      this.#database.run(
        `INSERT INTO fill
           (client_order_id, reservation_id, symbol, side, quantity, price, fee, realised_pnl, filled_at, profile,
            counted_at, open, expected_price)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...fillValues(fill, count),
      );
      this.#database.run(
        'UPDATE reservation SET executed = ? WHERE client_order_id = ?',
        decimalText(fill.quantity.plus(before?.quantity ?? ZERO)),
        fill.clientOrderId,
      );
      if (!fill.open) this.#endOrder(fill.clientOrderId);
      this.#movePosition(fill);
      moveCash(this.#database, signedCash(fill));
      this.#savePrice('INSERT OR IGNORE', fill.symbol, { price: fill.price, at: fill.filledAt });
      this.#append(entry);
      return null;
    });
  }

  override async executed(clientOrderId: string): Promise<ReportedFill | null> {
    return this.#executed(clientOrderId);
  }

  override async endOrder(clientOrderId: string, entry: NewAuditEntry | null = null): Promise<void> {
    await this.#database.write(() => {
      this.#endOrder(clientOrderId);
      this.#append(entry);
    });
  }

  override async settleDispute(clientOrderId: string, entry: NewAuditEntry): Promise<void> {
    await this.#database.write(() => {
      this.#database.run('UPDATE fill SET settled_at = ? WHERE client_order_id = ?', entry.at, clientOrderId);
      this.#append(entry);
    });
  }

  override async countFills(): Promise<number> {
    return (
      this.#database.one<{ count: number }>('SELECT count(DISTINCT client_order_id) AS count FROM fill')?.count ?? 0
    );
  }

  override async fillsAfter(after: number, limit: number): Promise<readonly StoredFill[]> {
    const rows = this.#database.all<StoredFillRow>(
      `SELECT fill.*, reduce_only, origin FROM fill LEFT JOIN reservation USING (client_order_id)
       WHERE fill.id > ? AND NOT EXISTS (
         SELECT 1 FROM fill AS earlier WHERE earlier.client_order_id = fill.client_order_id AND earlier.id < fill.id)
       ORDER BY fill.id LIMIT ?`,
      after,
      limit,
    );
    return rows.map((row) => storedFillOf(row, this.#executed(row.client_order_id) ?? fillOf(row)));
  }

  override async saveControls(controls: Controls, entry: NewAuditEntry | null): Promise<void> {
    await this.#database.write(() => {
      this.#updateControls(controls);
      this.#append(entry);
    });
  }

  override async reset(controls: Controls, entry: NewAuditEntry): Promise<void> {
    await this.#database.write(() => {
      this.#updateControls(controls);
      this.#database.run("UPDATE reservation SET state = 'released', released_why = 'reset' WHERE state = 'reserved'");
      this.#append(entry);
    });
  }

  override async saveModels(models: readonly ProvenModel[], asOf: number): Promise<void> {
    await this.#database.write(() => saveModels(this.#database, models, asOf));
  }

  override async models(): Promise<{ models: ProvenModel[]; asOf: number } | null> {
    return readModels(this.#database);
  }

  override async appendAudit(entry: NewAuditEntry): Promise<void> {
    await this.#database.write(() => this.#append(entry));
  }

  override async audit(page: AuditPage): Promise<readonly AuditEntry[]> {
    return readAudit(this.#database, page);
  }

  override async probe(): Promise<void> {
    await this.#database.write(() => this.#database.run('UPDATE guard SET probes = probes + 1'));
  }

  override async close(): Promise<void> {
    await this.#database.close();
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  #executed(clientOrderId: string): ReportedFill | null {
    const sql = 'SELECT * FROM fill WHERE client_order_id = ? ORDER BY id';
    const [first, ...others] = this.#database.all<FillRow>(sql, clientOrderId).map(fillOf);
    return first === undefined ? null : executedSoFar([first, ...others]);
  }

  #endOrder(clientOrderId: string): void {
    this.#database.run("UPDATE reservation SET state = 'filled' WHERE client_order_id = ?", clientOrderId);
    this.#database.run('UPDATE fill SET open = 0 WHERE client_order_id = ?', clientOrderId);
  }

  #append(entry: NewAuditEntry | null): void {
    if (entry !== null) appendAudit(this.#database, entry);
  }

  #movePosition(fill: ReportedFill): void {
    const { symbol } = fill;
    const row = this.#database.one<{ quantity: string }>('SELECT quantity FROM position WHERE symbol = ?', symbol);
    const before = row === undefined ? ZERO : amount(row.quantity);
    const after = before.plus(signedQuantity(fill));
    this.#database.run('INSERT OR REPLACE INTO position VALUES (?, ?)', symbol, decimalText(after));
  }

  #savePrice(how: 'INSERT OR REPLACE' | 'INSERT OR IGNORE', symbol: string, { price, at }: ReferencePrice): void {
    this.#database.run(`${how} INTO price VALUES (?, ?, ?, ?)`, symbol, decimalText(price), at, this.#market);
  }

  #updateControls(controls: Controls): void {
    this.#database.run(
      `UPDATE control SET kill_switch_engaged = ?, kill_switch_actor = ?, kill_switch_reason = ?,
         kill_switch_since = ?, environment_since = ?, state = ?, trip_at = ?, trip_loss = ?,
         flatten_symbols = ?, flatten_final_state = ?, flatten_actor = ?, flatten_reason = ?, flatten_since = ?,
         equity_peak = ?, limit_overrides = ?`,
      ...controlValues(controls),
    );
  }
}
