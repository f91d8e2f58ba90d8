import type { DatabaseSync } from 'node:sqlite';
import { type Amount, decimalText, hasKey, type PositionKey } from '@qt/domain';
import { inTransactionWhenFree } from '@qt/sqlite';
import type { Row } from '../../store/row.ts';
import type { Account } from '../domain/account.ts';
import type { VenueFill } from '../domain/execution.ts';
import type { FilledOrder, Order } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';
import { positionColumns, positionOf, raisedPeak, realisedOf, stopOf, totalsOf } from './account-rows.ts';
import {
  type AccountTotals,
  type FillResult,
  type GuardMessage,
  type Holdings,
  type LedgerBooks,
  type LedgerOrder,
  LedgerRepository,
  type OrderEvent,
  type Realised,
  type SequencedFill,
  type Stop,
  type UnfilledState,
} from './ledger.repository.ts';
import { ledgerStatements } from './ledger-statements.ts';
import {
  eventOf,
  executedOrderOf,
  guardMessageOf,
  KEEP_UNFILLED_MS,
  ledgerOrderOf,
  orderColumns,
  orderOf,
  sequencedFillOf,
} from './order-rows.ts';
import {
  acceptance,
  bookedFill,
  ending,
  expectGuardDue,
  expectMayBegin,
  fillable,
  type Move,
  reservation,
  sending,
  suspension,
} from './order-transitions.ts';

/** The ledger in the API's SQLite file. An account that is open keeps the balance that it was opened with. */
export class SqliteLedgerRepository extends LedgerRepository {
  readonly #statements: ReturnType<typeof ledgerStatements>;
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  /** `openingBalance` in USDT, of a new account. */
  constructor(database: DatabaseSync, openingBalance: string, now: () => number) {
    super();
    this.#database = database;
    this.#now = now;
    this.#statements = ledgerStatements(database);
    this.#statements.openAccount.run(openingBalance, openingBalance);
  }

  async find(clientOrderId: string): Promise<LedgerOrder | null> {
    const row = this.#row(clientOrderId);
    return row === undefined ? null : this.#orderOf(row);
  }

  async events(clientOrderId: string): Promise<OrderEvent[]> {
    return this.#statements.selectEvents.all(clientOrderId).map(eventOf);
  }

  async begin(order: Order): Promise<void> {
    const at = this.#now();
    await this.#write(() => {
      this.#statements.deleteForgottenEvents.run(at - KEEP_UNFILLED_MS);
      this.#statements.deleteForgotten.run(at - KEEP_UNFILLED_MS);
      const row = this.#row(order.clientOrderId);
      expectMayBegin(row === undefined ? null : this.#orderOf(row), order.clientOrderId);
      this.#statements.upsertNew.run(...orderColumns(order, at));
      this.#statements.insertEvent.run(order.clientOrderId, at, 'new', order.origin);
    });
  }

  async reserve(clientOrderId: string, reservationId: string): Promise<void> {
    await this.#write(() => {
      const move = reservation(this.#row(clientOrderId), clientOrderId, reservationId);
      this.#statements.updateReservation.run(reservationId, clientOrderId);
      this.#move(clientOrderId, move);
    });
  }

  async send(clientOrderId: string, venueOrderId: string, referencePrice: Amount): Promise<void> {
    await this.#write(() => {
      const move = sending(this.#row(clientOrderId), clientOrderId, venueOrderId);
      this.#statements.updateSent.run(venueOrderId, decimalText(referencePrice), this.#now(), clientOrderId);
      this.#move(clientOrderId, move);
    });
  }

  async accept(clientOrderId: string): Promise<void> {
    await this.#write(() => this.#move(clientOrderId, acceptance(this.#row(clientOrderId), clientOrderId)));
  }

  async suspend(clientOrderId: string, cause: string): Promise<void> {
    await this.#write(() => this.#move(clientOrderId, suspension(this.#row(clientOrderId), clientOrderId, cause)));
  }

  async fill(clientOrderId: string, fill: VenueFill): Promise<FillResult> {
    return this.#write(() => {
      const known = this.#row(clientOrderId);
      if (known !== undefined && this.#statements.selectFill.get(orderOf(known).symbol, fill.id) !== undefined) {
        return { covered: true, repeated: true, filled: this.#executedOf(known) };
      }
      const row = fillable(known, clientOrderId);
      const { symbol } = orderOf(row);
      const booked = bookedFill(row, this.#fillsOf(row), this.#account(symbol), fill);
      if (!booked.covered) return booked;
      this.#save(symbol, booked.account);
      const { lastInsertRowid } = this.#statements.insertFill.run(...booked.columns);
      this.#statements.updateLastFill.run(lastInsertRowid, clientOrderId);
      this.#move(clientOrderId, booked.move);
      return { covered: true, repeated: false, filled: this.#executedOf({ ...row, state: booked.move.state }) };
    });
  }

  async end(clientOrderId: string, state: UnfilledState, cause: string): Promise<void> {
    await this.#write(() => this.#move(clientOrderId, ending(this.#row(clientOrderId), clientOrderId, state, cause)));
  }

  async acknowledge(clientOrderId: string): Promise<void> {
    await this.#write(() => {
      expectGuardDue(this.#row(clientOrderId), clientOrderId);
      this.#statements.updateAcknowledged.run(clientOrderId);
    });
  }

  async unfinished(): Promise<LedgerOrder[]> {
    return this.#unfinished();
  }

  async unacknowledged(): Promise<GuardMessage[]> {
    return this.#unacknowledged();
  }

  async fills(limit: number): Promise<FilledOrder[]> {
    return this.#statements.selectFilled.all(limit).map((row) => this.#executedOf(row));
  }

  async fillsAfter(after: number, limit: number): Promise<SequencedFill[]> {
    const rows = this.#statements.selectFilledAfter.all(after, limit);
    return rows.map((row) => sequencedFillOf(row, this.#fillsOf(row)));
  }

  async position(key: PositionKey): Promise<Position | null> {
    return this.#positionsOf(key.symbol).find((position) => hasKey(position, key)) ?? null;
  }

  async positions(): Promise<Position[]> {
    return this.#positions();
  }

  async extend(positions: readonly (PositionKey & { readonly expiresAt: number })[]): Promise<void> {
    if (positions.length === 0) return;
    await this.#write(() => {
      for (const { symbol, profile, expiresAt } of positions) {
        this.#statements.updateExpiry.run(expiresAt, symbol, profile);
      }
    });
  }

  async stoppedAt({ symbol, profile }: PositionKey): Promise<number | null> {
    const at = this.#statements.selectStoppedAt.get(symbol, profile)?.['at'] ?? null;
    return at === null ? null : Number(at);
  }

  async stopsSince(at: number): Promise<Stop[]> {
    return this.#statements.selectStopsSince.all(at).map(stopOf);
  }

  async totals(): Promise<AccountTotals> {
    return this.#totals();
  }

  async holdings(): Promise<Holdings> {
    const lastFill = Number(this.#statements.selectLastFill.get()?.['last_fill']);
    return { totals: this.#totals(), positions: this.#positions(), lastFill };
  }

  async books(): Promise<LedgerBooks> {
    return {
      totals: this.#totals(),
      positions: this.#positions(),
      filledOrders: Number(this.#statements.countFilled.get()?.['count']),
      unacknowledged: this.#unacknowledged(),
      unfinished: this.#unfinished(),
    };
  }

  async account(symbol: string): Promise<Account> {
    return this.#account(symbol);
  }

  async realisedSince(after: number): Promise<Realised[]> {
    return this.#statements.selectRealisedSince.all(after).map(realisedOf);
  }

  async raiseEquityPeak(equity: Amount): Promise<Amount> {
    return this.#write(() => {
      const stored = this.#statements.selectPeak.get();
      const { highest, isNew } = raisedPeak(stored, this.#totals().openingBalance, equity);
      if (isNew) this.#statements.upsertPeak.run(decimalText(highest));
      return highest;
    });
  }

  #write<T>(work: () => T): Promise<T> {
    return inTransactionWhenFree(this.#database, work);
  }

  #row(clientOrderId: string): Row | undefined {
    return this.#statements.selectOrder.get(clientOrderId);
  }

  #orderOf(row: Row): LedgerOrder {
    return ledgerOrderOf(row, this.#fillsOf(row));
  }

  #executedOf(row: Row): FilledOrder {
    return executedOrderOf(row, this.#fillsOf(row));
  }

  #fillsOf(row: Row): Row[] {
    return this.#statements.selectFillsOf.all(String(row['client_order_id']));
  }

  #unfinished(): LedgerOrder[] {
    return this.#statements.selectUnfinished.all().map((row) => this.#orderOf(row));
  }

  #unacknowledged(): GuardMessage[] {
    return this.#statements.selectGuardDue.all().map((row) => guardMessageOf(row, this.#fillsOf(row)));
  }

  #move(clientOrderId: string, { state, cause, guardDue }: Move): void {
    this.#statements.updateState.run(state, cause, Number(guardDue), clientOrderId);
    this.#statements.insertEvent.run(clientOrderId, this.#now(), state, cause);
  }

  #positions(): Position[] {
    return this.#statements.selectPositions.all().map(positionOf);
  }

  #totals(): AccountTotals {
    const row = this.#statements.selectAccount.get();
    if (row === undefined) throw new Error('the ledger has no account');
    return totalsOf(row);
  }

  #positionsOf(symbol: string): Position[] {
    return this.#statements.selectPositionsOf.all(symbol).map(positionOf);
  }

  #account(symbol: string): Account {
    return { ...this.#totals(), positions: this.#positionsOf(symbol) };
  }

  #save(symbol: string, { cash, realisedPnl, fees, positions }: Account): void {
    this.#statements.updateAccount.run(...[cash, realisedPnl, fees].map(decimalText));
    this.#statements.deletePositionsOf.run(symbol);
    for (const position of positions) this.#statements.insertPosition.run(...positionColumns(position));
  }
}
