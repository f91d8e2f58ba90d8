import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '@qt/sqlite';
import { applyFill, type Book, type Booking } from '../domain/account.ts';
import type { Fill, Order } from '../domain/order.ts';
import { type Amount, amount, textOf } from '../money.ts';
import type { Debt, Ledger, OrderState } from './ledger.repository.ts';
import { WrongStep } from './ledger.repository.ts';
import { filledOf, ledgerOrderOf, positionColumns, positionOf } from './ledger-rows.ts';

/** How long an order that never filled is remembered, in ms: a retry under its id still meets its terms. */
const KEEP_CLOSED_MS = 7 * 24 * 3_600_000;

/** In words that let SQLite use the index orders_not_confirmed: without them every order that ever was is read. */
const NOT_CONFIRMED = "state <> 'confirmed'";

const SELECT_ORDER = `
  SELECT orders.*, price, notional, fee, slippage, realised_pnl, filled_at
  FROM orders LEFT JOIN fills USING (client_order_id)`;

/** Keeps the books in the API's database (LEDGER_SCHEMA). The account opens with `openingBalance`; one that is open keeps its own. */
export function sqliteLedger(database: DatabaseSync, openingBalance: Amount): Ledger {
  const opening = textOf(openingBalance);
  database.prepare("INSERT OR IGNORE INTO account VALUES (1, ?, ?, '0', '0')").run(opening, opening);

  const selectOrder = database.prepare(`${SELECT_ORDER} WHERE client_order_id = ?`);
  const selectInState = database.prepare(
    `${SELECT_ORDER} WHERE ${NOT_CONFIRMED} AND state IN (?, ?) ORDER BY begun_at, sequence`,
  );
  const selectFills = database.prepare(`${SELECT_ORDER} WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT ?`);
  const selectAccount = database.prepare('SELECT opening_balance, cash, realised_pnl, fees FROM account');
  const selectPositions = database.prepare('SELECT * FROM positions ORDER BY symbol, opened_at, profile');
  const selectPositionsOf = database.prepare('SELECT * FROM positions WHERE symbol = ? ORDER BY opened_at, profile');
  const deletePositionsOf = database.prepare('DELETE FROM positions WHERE symbol = ?');
  const insertPosition = database.prepare('INSERT INTO positions VALUES (?, ?, ?, ?, ?, ?, ?)');
  const updateAccount = database.prepare('UPDATE account SET cash = ?, realised_pnl = ?, fees = ?');
  const insertFill = database.prepare('INSERT INTO fills VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)');
  const forgetClosed = database.prepare(
    `DELETE FROM orders WHERE ${NOT_CONFIRMED} AND state = 'closed' AND begun_at < ?`,
  );
  const upsertPending = database.prepare(`
    INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', NULL, NULL)
    ON CONFLICT (client_order_id) DO UPDATE SET
      stop_fraction = excluded.stop_fraction, hold_ms = excluded.hold_ms, request_id = excluded.request_id,
      begun_at = excluded.begun_at, state = 'pending', reservation_id = NULL, why_closed = NULL`);
  const updateState = database.prepare(`
    UPDATE orders SET state = ?, reservation_id = coalesce(?, reservation_id), why_closed = coalesce(?, why_closed)
    WHERE client_order_id = ?`);

  const find = (id: string) => {
    const row = selectOrder.get(id);
    return row === undefined ? undefined : ledgerOrderOf(row);
  };
  /** The order, which must stand in one of these states. */
  const expectIn = (id: string, step: string, ...states: OrderState['state'][]) => {
    const found = find(id);
    if (found === undefined || !states.includes(found.state)) throw new WrongStep(id, step, found?.state ?? 'unknown');
    return found;
  };
  const move = (id: string, state: OrderState['state'], reservationId?: string, why?: string) =>
    updateState.run(state, reservationId ?? null, why ?? null, id);

  const totals = () => {
    const row = selectAccount.get();
    const read = (column: string) => amount(String(row?.[column]));
    return {
      openingBalance: read('opening_balance'),
      cash: read('cash'),
      realisedPnl: read('realised_pnl'),
      fees: read('fees'),
    };
  };
  /** The account with its positions in one symbol, which is all that a fill touches. */
  const bookOf = (symbol: string): Book => ({ ...totals(), positions: selectPositionsOf.all(symbol).map(positionOf) });
  const save = (symbol: string, { cash, realisedPnl, fees, positions }: Book) => {
    updateAccount.run(textOf(cash), textOf(realisedPnl), textOf(fees));
    deletePositionsOf.run(symbol);
    for (const position of positions) insertPosition.run(...positionColumns(position));
  };
  const settled = (order: Order, fill: Fill, booking: Booking) =>
    booking.covered
      ? ({ covered: true, filled: { ...fill, order, realisedPnl: booking.realisedPnl } } as const)
      : booking;

  return {
    find: async (id) => find(id),
    begin: async (order, at) =>
      inTransaction(database, () => {
        forgetClosed.run(at - KEEP_CLOSED_MS);
        const known = find(order.clientOrderId);
        if (known !== undefined && known.state !== 'closed') {
          throw new WrongStep(order.clientOrderId, 'begin', known.state);
        }
        upsertPending.run(
          order.clientOrderId,
          order.symbol,
          order.side,
          textOf(order.quantity),
          Number(order.reduceOnly),
          order.origin,
          order.profile,
          order.exit === null ? null : textOf(order.exit.stopFraction),
          order.exit?.holdMs ?? null,
          order.requestId,
          at,
        );
      }),
    reserve: async (id, reservationId) =>
      inTransaction(database, () => {
        expectIn(id, 'reserve', 'pending');
        move(id, 'reserved', reservationId);
      }),
    close: async (id, why) =>
      inTransaction(database, () => {
        const { state } = expectIn(id, 'close', 'pending', 'reserved');
        move(id, state === 'pending' ? 'closed' : 'releasing', undefined, why);
      }),
    fill: async (id, fill) =>
      inTransaction(database, () => {
        const { order } = expectIn(id, 'fill', 'reserved');
        const booking = applyFill(bookOf(order.symbol), order, fill);
        if (booking.covered) {
          save(order.symbol, booking.book);
          const money = [fill.price, fill.notional, fill.fee, fill.slippage, booking.realisedPnl].map(textOf);
          insertFill.run(id, ...money, fill.filledAt);
          move(id, 'filled');
        }
        return settled(order, fill, booking);
      }),
    preview: async (order, fill) => settled(order, fill, applyFill(bookOf(order.symbol), order, fill)),
    acknowledge: async (id) =>
      inTransaction(database, () => {
        const { state } = expectIn(id, 'acknowledge', 'filled', 'releasing');
        move(id, state === 'filled' ? 'confirmed' : 'closed');
      }),
    unfinished: async () => selectInState.all('pending', 'reserved').map(ledgerOrderOf),
    debts: async () => selectInState.all('filled', 'releasing').map(debtOf),
    fills: async (limit) => selectFills.all(limit).map(filledOf),
    position: async (symbol, profile) =>
      selectPositionsOf
        .all(symbol)
        .map(positionOf)
        .find((position) => position.profile === profile),
    positions: async () => selectPositions.all().map(positionOf),
    totals: async () => totals(),
  };
}

function debtOf(row: Parameters<typeof ledgerOrderOf>[0]): Debt {
  const order = ledgerOrderOf(row);
  if (order.state === 'filled') return { kind: 'confirm', filled: order.filled, reservationId: order.reservationId };
  return {
    kind: 'release',
    clientOrderId: order.order.clientOrderId,
    reservationId: String(row['reservation_id']),
    why: String(row['why_closed']),
  };
}
