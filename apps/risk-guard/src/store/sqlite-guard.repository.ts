import { amount, decimalText, ZERO } from '../domain/amount.ts';
import type { ReferencePrice } from '../domain/order-context.ts';
import { ORDER_RATE_WINDOW_MS } from '../domain/portfolio.ts';
import type { Fill, KnownOrder, Reservation } from '../domain/reservation.ts';
import type { AuditEntry, NewAuditEntry } from './audit-entry.ts';
import type { Control, GuardContent, GuardStore, LoadOptions } from './guard.repository.ts';
import { GuardDatabase } from './guard-database.ts';
import {
  type AuditRow,
  auditEntryOf,
  type ControlRow,
  controlOf,
  controlValues,
  type FillRow,
  fillOf,
  fillValues,
  type ReservationRow,
  reservationOf,
  reservationValues,
} from './rows.ts';

/** Refused tries are kept up to this many, so that nobody fills the disk by trying. */
const REFUSED_KEPT = 10_000;

export interface SqliteGuardStoreOptions {
  readonly file: string;
  /** Prices accepted in another market are no reference for prices of this one. */
  readonly market: string;
}

/** The guard's state in one SQLite file; every commit is synced to the disk. */
export class SqliteGuardStore implements GuardStore {
  readonly #database: GuardDatabase;
  readonly #market: string;

  /** @throws StoreUnavailable if the file is locked, unwritable, damaged or of a later version. */
  constructor({ file, market }: SqliteGuardStoreOptions) {
    this.#database = new GuardDatabase(file);
    this.#market = market;
  }

  async load(options: LoadOptions): Promise<GuardContent> {
    this.#database.takeOver();
    return this.#database.write(() => this.#content(options));
  }

  async findOrder(clientOrderId: string): Promise<KnownOrder | null> {
    const filled = this.#database.one('SELECT id FROM fill WHERE client_order_id = ?', clientOrderId);
    if (filled !== undefined) return { state: 'filled' };
    const row = this.#database.one<ReservationRow>(
      'SELECT * FROM reservation WHERE client_order_id = ?',
      clientOrderId,
    );
    return row === undefined ? null : { state: row.state, reservation: reservationOf(row) };
  }

  async reserve(reservation: Reservation): Promise<void> {
    this.#database.write(() => {
      this.#database.run(
        `INSERT OR REPLACE INTO reservation
           (client_order_id, reservation_id, symbol, side, quantity, reduce_only, origin, profile, price, reserved_at,
            expires_at, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'reserved')`,
        ...reservationValues(reservation),
      );
      const at = reservation.reservedAt;
      this.#database.run('DELETE FROM allowed_order WHERE at <= ?', at - ORDER_RATE_WINDOW_MS);
      this.#database.run('INSERT INTO allowed_order (at) VALUES (?)', at);
      const price = { price: reservation.price, at };
      this.#savePrice('INSERT OR REPLACE', reservation.symbol, price);
    });
  }

  async release(reservationId: string, why: string): Promise<Reservation | null> {
    return this.#database.write(() => {
      const row = this.#database.one<ReservationRow>(
        `UPDATE reservation SET state = 'released', released_why = ?
         WHERE reservation_id = ? AND state = 'reserved' RETURNING *`,
        why,
        reservationId,
      );
      return row === undefined ? null : reservationOf(row);
    });
  }

  async fill(fill: Fill): Promise<Fill | null> {
    return this.#database.write(() => {
      const before = this.#database.one<FillRow>('SELECT * FROM fill WHERE client_order_id = ?', fill.clientOrderId);
      if (before !== undefined) return fillOf(before);
      this.#database.run(
        `INSERT INTO fill
           (client_order_id, reservation_id, symbol, side, quantity, price, fee, realised_pnl, filled_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...fillValues(fill),
      );
      this.#database.run("UPDATE reservation SET state = 'filled' WHERE client_order_id = ?", fill.clientOrderId);
      this.#move(fill);
      this.#savePrice('INSERT OR IGNORE', fill.symbol, { price: fill.price, at: fill.filledAt });
      return null;
    });
  }

  async saveControl(control: Control, entry: NewAuditEntry | null): Promise<void> {
    this.#database.write(() => {
      this.#updateControl(control);
      if (entry !== null) this.#append(entry);
    });
  }

  async reset(control: Control, entry: NewAuditEntry): Promise<void> {
    this.#database.write(() => {
      this.#updateControl(control);
      this.#database.run('UPDATE control SET losses_after_fill = (SELECT coalesce(max(id), 0) FROM fill)');
      this.#database.run("UPDATE reservation SET state = 'released', released_why = 'reset' WHERE state = 'reserved'");
      this.#append(entry);
    });
  }

  async appendAudit(entry: NewAuditEntry): Promise<void> {
    this.#database.write(() => this.#append(entry));
  }

  async audit(limit: number): Promise<readonly AuditEntry[]> {
    return this.#database.all<AuditRow>('SELECT * FROM audit ORDER BY id DESC LIMIT ?', limit).map(auditEntryOf);
  }

  async probe(): Promise<void> {
    this.#database.write(() => this.#database.run('UPDATE guard SET term = term'));
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #content({ now, lossesSince, allowedSince }: LoadOptions): GuardContent {
    const database = this.#database;
    const control = database.one<ControlRow>('SELECT * FROM control');
    if (control === undefined) throw new Error('control: expected its one row, actual none');
    const positions = database.all<{ symbol: string; quantity: string }>('SELECT * FROM position');
    const prices = database.all<{ symbol: string; price: string; at: number; market: string }>('SELECT * FROM price');
    const open = "SELECT * FROM reservation WHERE state = 'reserved' AND expires_at > ?";
    const allowed = 'SELECT at FROM allowed_order WHERE at > ? ORDER BY at';
    const realised = 'SELECT filled_at, realised_pnl FROM fill WHERE filled_at > ? AND id > ?';
    return {
      control: controlOf(control),
      book: {
        positions: new Map(positions.map(({ symbol, quantity }) => [symbol, amount(quantity)])),
        prices: new Map(
          prices.map(({ symbol, price, at, market }) => [
            symbol,
            { price: amount(price), at: market === this.#market ? at : 0 },
          ]),
        ),
        reservations: database.all<ReservationRow>(open, now).map(reservationOf),
        allowedAt: database.all<{ at: number }>(allowed, allowedSince).map(({ at }) => at),
      },
      realised: database
        .all<{ filled_at: number; realised_pnl: string }>(realised, lossesSince, control.losses_after_fill)
        .map((row) => ({ at: row.filled_at, pnl: amount(row.realised_pnl) })),
    };
  }

  #move({ symbol, side, quantity }: Fill): void {
    const row = this.#database.one<{ quantity: string }>('SELECT quantity FROM position WHERE symbol = ?', symbol);
    const before = row === undefined ? ZERO : amount(row.quantity);
    const after = side === 'buy' ? before.plus(quantity) : before.minus(quantity);
    this.#database.run('INSERT OR REPLACE INTO position VALUES (?, ?)', symbol, after.toFixed());
  }

  #savePrice(how: 'INSERT OR REPLACE' | 'INSERT OR IGNORE', symbol: string, { price, at }: ReferencePrice): void {
    this.#database.run(`${how} INTO price VALUES (?, ?, ?, ?)`, symbol, decimalText(price), at, this.#market);
  }

  #updateControl(control: Control): void {
    this.#database.run(
      `UPDATE control SET kill_switch_engaged = ?, kill_switch_actor = ?, kill_switch_reason = ?,
         kill_switch_since = ?, environment_since = ?, state = ?, trip_at = ?, trip_loss = ?`,
      ...controlValues(control),
    );
  }

  #append({ at, actor, action, outcome, detail, requestId }: NewAuditEntry): void {
    this.#database.run(
      'INSERT INTO audit (at, actor, action, outcome, detail, request_id) VALUES (?, ?, ?, ?, ?, ?)',
      at,
      actor,
      action,
      outcome,
      detail,
      requestId,
    );
    if (outcome === 'accepted') return;
    this.#database.run(
      `DELETE FROM audit WHERE outcome = 'refused' AND id <=
         (SELECT id FROM audit WHERE outcome = 'refused' ORDER BY id DESC LIMIT 1 OFFSET ?)`,
      REFUSED_KEPT,
    );
  }
}
