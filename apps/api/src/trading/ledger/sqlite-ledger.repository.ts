import { DatabaseSync } from 'node:sqlite';
import { Inject, Injectable } from '@nestjs/common';
import { type Amount, amount, decimalText, hasKey, type PositionKey } from '@qt/domain';
import { NOW } from '@qt/nest-service';
import { inTransactionWhenFree } from '@qt/sqlite';
import { ApiConfig } from '../../config.ts';
import { type Account, applyFill } from '../domain/account.ts';
import { executionOf, type VenueFill } from '../domain/execution.ts';
import type { FilledOrder, Order } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';
import { positionColumns, positionOf, realisedOf, totalsOf } from './account-rows.ts';
import { InvalidTransition } from './invalid-transition.ts';
import {
  type AccountTotals,
  type FillResult,
  type GuardMessage,
  type LedgerOrder,
  LedgerRepository,
  type OrderEvent,
  type OrderState,
  type Realised,
  type SequencedFill,
  type Stop,
  type UnfilledState,
} from './ledger.repository.ts';
import { ledgerStatements, type Row } from './ledger-statements.ts';
import {
  eventOf,
  executedOf,
  fillColumns,
  filledOrderOf,
  guardMessageOf,
  isUnfinished,
  ledgerOrderOf,
  orderColumns,
  orderOf,
} from './order-rows.ts';

type State = OrderState['state'];

/** How long an order that did not fill keeps the terms of its id, in ms. */
const KEEP_UNFILLED_MS = 7 * 24 * 3_600_000;

const AT_VENUE = ['sent', 'accepted', 'partially_filled', 'unknown'] as const satisfies State[];

/** The ledger in the API's database. An account that is open keeps the balance that it was opened with. */
@Injectable()
export class SqliteLedgerRepository extends LedgerRepository {
  readonly #statements: ReturnType<typeof ledgerStatements>;

  constructor(
    private readonly database: DatabaseSync,
    config: ApiConfig,
    @Inject(NOW) private readonly now: () => number,
  ) {
    super();
    this.#statements = ledgerStatements(database);
    // At an exchange it is opened with what that one holds, once it says so.
    const balance = config.QT_EXECUTOR === 'binance' ? '0' : decimalText(amount(config.QT_PAPER_BALANCE));
    this.#statements.openAccount.run(balance, balance);
  }

  async find(clientOrderId: string): Promise<LedgerOrder | null> {
    const row = this.#statements.selectOrder.get(clientOrderId);
    return row === undefined ? null : this.#orderOf(row);
  }

  async events(clientOrderId: string): Promise<OrderEvent[]> {
    return this.#statements.selectEvents.all(clientOrderId).map(eventOf);
  }

  async begin(order: Order): Promise<void> {
    const at = this.now();
    await this.#write(() => {
      this.#statements.deleteForgottenEvents.run(at - KEEP_UNFILLED_MS);
      this.#statements.deleteForgotten.run(at - KEEP_UNFILLED_MS);
      const row = this.#statements.selectOrder.get(order.clientOrderId);
      const known = row === undefined ? null : this.#orderOf(row);
      const mayBegin = known === null || ('cause' in known && known.filled === null && !known.guardDue);
      if (!mayBegin) throw new InvalidTransition(order.clientOrderId, 'begin', known.state);
      this.#statements.upsertNew.run(...orderColumns(order, at));
      this.#statements.insertEvent.run(order.clientOrderId, at, 'new', order.origin);
    });
  }

  async reserve(clientOrderId: string, reservationId: string): Promise<void> {
    await this.#write(() => {
      this.#expectIn(clientOrderId, 'reserve', 'new');
      this.#statements.updateReservation.run(reservationId, clientOrderId);
      this.#move(clientOrderId, 'reserved', `reservation ${reservationId}`);
    });
  }

  async send(clientOrderId: string, venueOrderId: string, referencePrice: Amount): Promise<void> {
    await this.#write(() => {
      this.#expectIn(clientOrderId, 'send', 'reserved');
      this.#statements.updateSent.run(venueOrderId, decimalText(referencePrice), this.now(), clientOrderId);
      this.#move(clientOrderId, 'sent', `as ${venueOrderId}`);
    });
  }

  async accept(clientOrderId: string): Promise<void> {
    await this.#write(() => {
      const row = this.#expectIn(clientOrderId, 'accept', 'sent', 'unknown');
      this.#move(clientOrderId, row['last_fill'] === null ? 'accepted' : 'partially_filled', 'the venue has it');
    });
  }

  async suspend(clientOrderId: string, cause: string): Promise<void> {
    await this.#write(() => {
      this.#expectIn(clientOrderId, 'suspend', 'sent', 'accepted', 'partially_filled');
      this.#move(clientOrderId, 'unknown', cause);
    });
  }

  async fill(clientOrderId: string, fill: VenueFill): Promise<FillResult> {
    return this.#write(() => {
      const known = this.#statements.selectOrder.get(clientOrderId);
      if (known !== undefined && this.#statements.selectFill.get(orderOf(known).symbol, fill.id) !== undefined) {
        return { covered: true, repeated: true, filled: this.#filledOf(known) };
      }
      const row = this.#expectIn(clientOrderId, 'fill', ...AT_VENUE);
      const order = orderOf(row);
      const execution = executionOf(order, fill, amount(String(row['reference_price'])));
      const booking = applyFill(this.#account(order.symbol), order, execution);
      if (!booking.covered) return booking;
      const { account, realisedPnl } = booking;
      this.#save(order.symbol, account);
      const columns = fillColumns(order, fill, { ...execution, realisedPnl });
      const { lastInsertRowid } = this.#statements.insertFill.run(...columns);
      this.#statements.updateLastFill.run(lastInsertRowid, clientOrderId);
      const whole = executedOf(this.#fillsOf(clientOrderId)).gte(order.quantity);
      const cause = `fill ${fill.id}: ${decimalText(fill.quantity)} at ${decimalText(fill.price)}`;
      this.#move(clientOrderId, whole ? 'filled' : 'partially_filled', cause, true);
      return { covered: true, repeated: false, filled: this.#filledOf(this.#expectKnown(clientOrderId)) };
    });
  }

  async end(clientOrderId: string, state: UnfilledState, cause: string): Promise<void> {
    await this.#write(() => {
      const row = this.#expectIn(clientOrderId, `become ${state}`, 'new', 'reserved', ...AT_VENUE);
      this.#move(clientOrderId, state, cause, row['reservation_id'] !== null);
    });
  }

  async acknowledge(clientOrderId: string): Promise<void> {
    await this.#write(() => {
      const row = this.#expectKnown(clientOrderId, 'acknowledge');
      if (row['guard_due'] !== 1) throw new InvalidTransition(clientOrderId, 'acknowledge', String(row['state']));
      this.#statements.updateAcknowledged.run(clientOrderId);
    });
  }

  async unfinished(): Promise<LedgerOrder[]> {
    return this.#statements.selectUnfinished.all().map((row) => this.#orderOf(row));
  }

  async unacknowledged(): Promise<GuardMessage[]> {
    const rows = this.#statements.selectGuardDue.all();
    return rows.map((row) => guardMessageOf(row, this.#fillsOf(String(row['client_order_id']))));
  }

  async fills(limit: number): Promise<FilledOrder[]> {
    return this.#statements.selectFilled.all(limit).map((row) => this.#filledOf(row));
  }

  async countFills(): Promise<number> {
    return Number(this.#statements.countFilled.get()?.['count']);
  }

  async fillsAfter(after: number, limit: number): Promise<SequencedFill[]> {
    return this.#statements.selectFilledAfter.all(after, limit).map((row) => ({
      sequence: Number(row['last_fill']),
      filled: this.#filledOf(row),
      reservationId: String(row['reservation_id']),
      open: isUnfinished(row),
    }));
  }

  async position(key: PositionKey): Promise<Position | null> {
    return this.#positionsOf(key.symbol).find((position) => hasKey(position, key)) ?? null;
  }

  async positions(): Promise<Position[]> {
    return this.#statements.selectPositions.all().map(positionOf);
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
    return this.#statements.selectStopsSince
      .all(at)
      .map((row) => ({ symbol: String(row['symbol']), at: Number(row['begun_at']) }));
  }

  async totals(): Promise<AccountTotals> {
    return this.#totals();
  }

  async account(symbol: string): Promise<Account> {
    return this.#account(symbol);
  }

  async realisedSince(after: number): Promise<Realised[]> {
    return this.#statements.selectRealisedSince.all(after).map(realisedOf);
  }

  async raiseEquityPeak(equity: Amount): Promise<Amount> {
    return this.#write(() => {
      const row = this.#statements.selectPeak.get();
      const peak = row === undefined ? this.#totals().openingBalance : amount(String(row['equity']));
      if (row !== undefined && equity.lessThanOrEqualTo(peak)) return peak;
      const highest = equity.greaterThan(peak) ? equity : peak;
      this.#statements.upsertPeak.run(decimalText(highest));
      return highest;
    });
  }

  #write<T>(work: () => T): Promise<T> {
    return inTransactionWhenFree(this.database, work);
  }

  #orderOf(row: Row): LedgerOrder {
    return ledgerOrderOf(row, this.#fillsOf(String(row['client_order_id'])));
  }

  #filledOf(row: Row): FilledOrder {
    const filled = filledOrderOf(row, this.#fillsOf(String(row['client_order_id'])));
    if (filled === null) throw new Error(`order ${row['client_order_id']} has no fill`);
    return filled;
  }

  #fillsOf(clientOrderId: string): Row[] {
    return this.#statements.selectFillsOf.all(clientOrderId);
  }

  #expectKnown(clientOrderId: string, transition = 'change'): Row {
    const row = this.#statements.selectOrder.get(clientOrderId);
    if (row === undefined) throw new InvalidTransition(clientOrderId, transition, 'not in the ledger');
    return row;
  }

  #expectIn(clientOrderId: string, transition: string, ...states: State[]): Row {
    const row = this.#expectKnown(clientOrderId, transition);
    const state = String(row['state']) as State;
    if (!states.includes(state)) throw new InvalidTransition(clientOrderId, transition, state);
    return row;
  }

  #move(clientOrderId: string, state: State, cause: string, guardDue = false): void {
    this.#statements.updateState.run(state, cause, Number(guardDue), clientOrderId);
    this.#statements.insertEvent.run(clientOrderId, this.now(), state, cause);
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
