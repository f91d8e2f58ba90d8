import { DatabaseSync } from 'node:sqlite';
import { Injectable } from '@nestjs/common';
import { type Amount, amount, decimalText } from '@qt/domain';
import { inTransaction } from '@qt/sqlite';
import { ApiConfig } from '../../config.ts';
import { type Account, applyFill } from '../domain/account.ts';
import type { Execution, FilledOrder, Order } from '../domain/order.ts';
import { hasKey, type Position, type PositionKey } from '../domain/position.ts';
import { positionColumns, positionOf, realisedOf, totalsOf } from './account-rows.ts';
import { InvalidTransition } from './invalid-transition.ts';
import {
  type AccountTotals,
  type FillResult,
  type GuardMessage,
  type LedgerOrder,
  LedgerRepository,
  type OrderState,
  type Realised,
} from './ledger.repository.ts';
import { ledgerStatements } from './ledger-statements.ts';
import { fillColumns, filledOrderOf, guardMessageOf, ledgerOrderOf, orderColumns } from './order-rows.ts';

/** How long an order that did not fill keeps the terms of its id, in ms. */
const KEEP_CLOSED_MS = 7 * 24 * 3_600_000;

/** The ledger in the API's database. An account that is open keeps the balance that it was opened with. */
@Injectable()
export class SqliteLedgerRepository extends LedgerRepository {
  readonly #statements: ReturnType<typeof ledgerStatements>;

  constructor(
    private readonly database: DatabaseSync,
    config: ApiConfig,
  ) {
    super();
    this.#statements = ledgerStatements(database);
    const balance = decimalText(amount(config.QT_PAPER_BALANCE));
    this.#statements.openAccount.run(balance, balance);
  }

  async find(clientOrderId: string): Promise<LedgerOrder | null> {
    return this.#find(clientOrderId);
  }

  async begin(order: Order, at: number): Promise<void> {
    inTransaction(this.database, () => {
      this.#statements.deleteClosed.run(at - KEEP_CLOSED_MS);
      const known = this.#find(order.clientOrderId);
      if (known !== null && known.state !== 'closed') {
        throw new InvalidTransition(order.clientOrderId, 'begin', known.state);
      }
      this.#statements.upsertPending.run(...orderColumns(order, at));
    });
  }

  async reserve(clientOrderId: string, reservationId: string): Promise<void> {
    inTransaction(this.database, () => {
      this.#expectIn(clientOrderId, 'reserve', 'pending');
      this.#move(clientOrderId, 'reserved', { reservationId });
    });
  }

  async close(clientOrderId: string, why: string): Promise<void> {
    inTransaction(this.database, () => {
      const { state } = this.#expectIn(clientOrderId, 'close', 'pending', 'reserved');
      this.#move(clientOrderId, state === 'pending' ? 'closed' : 'releasing', { why });
    });
  }

  async fill(clientOrderId: string, execution: Execution): Promise<FillResult> {
    return inTransaction(this.database, () => {
      const { order } = this.#expectIn(clientOrderId, 'fill', 'reserved');
      const booking = applyFill(this.#account(order.symbol), order, execution);
      if (!booking.covered) return booking;
      const filled: FilledOrder = { ...execution, order, realisedPnl: booking.realisedPnl };
      this.#save(order.symbol, booking.account);
      this.#statements.insertFill.run(...fillColumns(filled));
      this.#move(clientOrderId, 'filled');
      return { covered: true, filled, closed: booking.closed };
    });
  }

  async acknowledge(clientOrderId: string): Promise<void> {
    inTransaction(this.database, () => {
      const { state } = this.#expectIn(clientOrderId, 'acknowledge', 'filled', 'releasing');
      this.#move(clientOrderId, state === 'filled' ? 'confirmed' : 'closed');
    });
  }

  async unfinished(): Promise<LedgerOrder[]> {
    return this.#statements.selectInStates.all('pending', 'reserved').map(ledgerOrderOf);
  }

  async unacknowledged(): Promise<GuardMessage[]> {
    return this.#statements.selectInStates.all('filled', 'releasing').map(guardMessageOf);
  }

  async fills(limit: number): Promise<FilledOrder[]> {
    return this.#statements.selectFills.all(limit).map(filledOrderOf);
  }

  async position(key: PositionKey): Promise<Position | null> {
    return this.#positionsOf(key.symbol).find((position) => hasKey(position, key)) ?? null;
  }

  async positions(): Promise<Position[]> {
    return this.#statements.selectPositions.all().map(positionOf);
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
    return inTransaction(this.database, () => {
      const row = this.#statements.selectPeak.get();
      const peak = row === undefined ? this.#totals().openingBalance : amount(String(row['equity']));
      if (row !== undefined && equity.lessThanOrEqualTo(peak)) return peak;
      const highest = equity.greaterThan(peak) ? equity : peak;
      this.#statements.upsertPeak.run(decimalText(highest));
      return highest;
    });
  }

  #find(clientOrderId: string): LedgerOrder | null {
    const row = this.#statements.selectOrder.get(clientOrderId);
    return row === undefined ? null : ledgerOrderOf(row);
  }

  #expectIn(clientOrderId: string, transition: string, ...states: OrderState['state'][]): LedgerOrder {
    const found = this.#find(clientOrderId);
    if (found === null || !states.includes(found.state)) {
      throw new InvalidTransition(clientOrderId, transition, found?.state ?? 'unknown');
    }
    return found;
  }

  #move(clientOrderId: string, state: OrderState['state'], set: { reservationId?: string; why?: string } = {}): void {
    this.#statements.updateState.run(state, set.reservationId ?? null, set.why ?? null, clientOrderId);
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
