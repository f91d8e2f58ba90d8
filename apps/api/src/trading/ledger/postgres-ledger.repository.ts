import { type Amount, decimalText, hasKey, type PositionKey } from '@qt/domain';
import type { PostgresDatabase, Run, Value } from '@qt/postgres';
import type { AccountWrites } from '../../store/postgres/account-writes.ts';
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
import { LEDGER } from './ledger-queries.ts';
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

/** The ledger in PostgreSQL. An account that is open keeps the balance that it was opened with. */
export class PostgresLedgerRepository extends LedgerRepository {
  readonly #database: PostgresDatabase;
  readonly #writes: AccountWrites;
  readonly #now: () => number;

  constructor(database: PostgresDatabase, writes: AccountWrites, now: () => number) {
    super();
    this.#database = database;
    this.#writes = writes;
    this.#now = now;
  }

  /** Opens the account with this balance in USDT, unless it is open. */
  async openAccount(balance: string): Promise<void> {
    await this.#database.transaction((run) => run(LEDGER.openAccount, balance));
  }

  async find(clientOrderId: string): Promise<LedgerOrder | null> {
    const [row] = await this.#database.read(LEDGER.order, clientOrderId);
    return row === undefined ? null : ledgerOrderOf(row, fillsIn(row));
  }

  async events(clientOrderId: string): Promise<OrderEvent[]> {
    return (await this.#database.read(LEDGER.events, clientOrderId)).map(eventOf);
  }

  async begin(order: Order): Promise<void> {
    const [id, at] = [order.clientOrderId, this.#now()];
    await this.#writes.make(async (run) => {
      await run(LEDGER.forget, at - KEEP_UNFILLED_MS);
      const row = await lockedOrder(run, id);
      expectMayBegin(row === undefined ? null : ledgerOrderOf(row, fillsIn(row)), id);
      await run(LEDGER.begin, ...orderColumns(order, at));
      await run(LEDGER.event, id, at, 'new', order.origin);
    });
  }

  async reserve(clientOrderId: string, reservationId: string): Promise<void> {
    const decide = (row: Row | undefined) => reservation(row, clientOrderId, reservationId);
    await this.#move(clientOrderId, decide, LEDGER.reserve, reservationId);
  }

  async send(clientOrderId: string, venueOrderId: string, referencePrice: Amount): Promise<void> {
    const decide = (row: Row | undefined) => sending(row, clientOrderId, venueOrderId);
    await this.#move(clientOrderId, decide, LEDGER.send, venueOrderId, decimalText(referencePrice));
  }

  async accept(clientOrderId: string): Promise<void> {
    await this.#move(clientOrderId, (row) => acceptance(row, clientOrderId));
  }

  async suspend(clientOrderId: string, cause: string): Promise<void> {
    await this.#move(clientOrderId, (row) => suspension(row, clientOrderId, cause));
  }

  async fill(clientOrderId: string, fill: VenueFill): Promise<FillResult> {
    return this.#writes.make(async (run) => {
      const known = await lockedOrder(run, clientOrderId);
      if (known !== undefined && (await run(LEDGER.fill, orderOf(known).symbol, fill.id)).rows.length > 0) {
        return { covered: true, repeated: true, filled: executedOrderOf(known, fillsIn(known)) };
      }
      const row = fillable(known, clientOrderId);
      const { symbol } = orderOf(row);
      const booked = bookedFill(row, fillsIn(row), accountIn((await run(LEDGER.account, symbol)).rows), fill);
      if (!booked.covered) return booked;
      await save(run, symbol, booked.account);
      const { state, cause, guardDue } = booked.move;
      await run(LEDGER.book, ...booked.columns, state, cause, guardDue, this.#now());
      const { rows } = await run(LEDGER.fillsOf, clientOrderId);
      return { covered: true, repeated: false, filled: executedOrderOf({ ...row, state }, rows) };
    });
  }

  async end(clientOrderId: string, state: UnfilledState, cause: string): Promise<void> {
    await this.#move(clientOrderId, (row) => ending(row, clientOrderId, state, cause));
  }

  async acknowledge(clientOrderId: string): Promise<void> {
    await this.#writes.make(async (run) => {
      expectGuardDue(await lockedOrder(run, clientOrderId), clientOrderId);
      await run(LEDGER.acknowledge, clientOrderId);
    });
  }

  async unfinished(): Promise<LedgerOrder[]> {
    return unfinishedIn(await this.#database.read(LEDGER.unfinished));
  }

  async unacknowledged(): Promise<GuardMessage[]> {
    return messagesIn(await this.#database.read(LEDGER.guardDue));
  }

  async fills(limit: number): Promise<FilledOrder[]> {
    return (await this.#database.read(LEDGER.filled, limit)).map((row) => executedOrderOf(row, fillsIn(row)));
  }

  async fillsAfter(after: number, limit: number): Promise<SequencedFill[]> {
    const rows = await this.#database.read(LEDGER.filledAfter, after, limit);
    return rows.map((row) => sequencedFillOf(row, fillsIn(row)));
  }

  async position(key: PositionKey): Promise<Position | null> {
    return (await this.account(key.symbol)).positions.find((position) => hasKey(position, key)) ?? null;
  }

  async positions(): Promise<Position[]> {
    return (await this.#database.read(LEDGER.positions)).map(positionOf);
  }

  async extend(positions: readonly (PositionKey & { readonly expiresAt: number })[]): Promise<void> {
    if (positions.length === 0) return;
    await this.#writes.make(async (run) => {
      for (const { symbol, profile, expiresAt } of positions) await run(LEDGER.extend, expiresAt, symbol, profile);
    });
  }

  async stoppedAt({ symbol, profile }: PositionKey): Promise<number | null> {
    const [row] = await this.#database.read(LEDGER.stoppedAt, symbol, profile);
    const at = row?.['at'] ?? null;
    return at === null ? null : Number(at);
  }

  async stopsSince(at: number): Promise<Stop[]> {
    return (await this.#database.read(LEDGER.stopsSince, at)).map(stopOf);
  }

  async totals(): Promise<AccountTotals> {
    return totalsOf(accountRow(await this.#database.read(LEDGER.totals)));
  }

  async holdings(): Promise<Holdings> {
    return holdingsIn(await this.#database.read(LEDGER.holdings));
  }

  async books(): Promise<LedgerBooks> {
    return this.#database.snapshot(async (run) => {
      const { totals, positions } = holdingsIn((await run(LEDGER.holdings)).rows);
      return {
        totals,
        positions,
        filledOrders: Number((await run(LEDGER.countFilled)).rows[0]?.['count']),
        unacknowledged: messagesIn((await run(LEDGER.guardDue)).rows),
        unfinished: unfinishedIn((await run(LEDGER.unfinished)).rows),
      };
    });
  }

  async account(symbol: string): Promise<Account> {
    return accountIn(await this.#database.read(LEDGER.account, symbol));
  }

  async realisedSince(after: number): Promise<Realised[]> {
    return (await this.#database.read(LEDGER.realisedSince, after)).map(realisedOf);
  }

  async raiseEquityPeak(equity: Amount): Promise<Amount> {
    return this.#writes.make(async (run) => {
      const [stored] = (await run(LEDGER.peak)).rows;
      const { openingBalance } = totalsOf(accountRow((await run(LEDGER.totals)).rows));
      const { highest, isNew } = raisedPeak(stored, openingBalance, equity);
      if (isNew) await run(LEDGER.raisePeak, decimalText(highest));
      return highest;
    });
  }

  /** `values`: what `sql` has beside the id, the move and the time. */
  async #move(id: string, decide: (row: Row | undefined) => Move, sql: string = LEDGER.move, ...values: Value[]) {
    await this.#writes.make(async (run) => {
      const { state, cause, guardDue } = decide(await lockedOrder(run, id));
      await run(sql, id, state, cause, guardDue, this.#now(), ...values);
    });
  }
}

async function lockedOrder(run: Run, clientOrderId: string): Promise<Row | undefined> {
  return (await run(LEDGER.lockedOrder, clientOrderId)).rows[0];
}

async function save(run: Run, symbol: string, { cash, realisedPnl, fees, positions }: Account): Promise<void> {
  await run(LEDGER.saveAccount, ...[cash, realisedPnl, fees].map(decimalText));
  await run(LEDGER.deletePositions, symbol);
  for (const position of positions) await run(LEDGER.insertPosition, ...positionColumns(position));
}

/** The rows of an order's fills, which come with its own. */
function fillsIn(row: Row): Row[] {
  return row['fills'] as Row[];
}

function accountRow([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error('the ledger has no account');
  return row;
}

/** The rows of the positions come with the account's. */
function positionsIn(row: Row): Position[] {
  return (row['positions'] as Row[]).map(positionOf);
}

function accountIn(rows: readonly Row[]): Account {
  const row = accountRow(rows);
  return { ...totalsOf(row), positions: positionsIn(row) };
}

function holdingsIn(rows: readonly Row[]): Holdings {
  const row = accountRow(rows);
  return { totals: totalsOf(row), positions: positionsIn(row), lastFill: Number(row['last_fill']) };
}

const unfinishedIn = (rows: readonly Row[]) => rows.map((row) => ledgerOrderOf(row, fillsIn(row)));
const messagesIn = (rows: readonly Row[]) => rows.map((row) => guardMessageOf(row, fillsIn(row)));
