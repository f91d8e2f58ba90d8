import { amount } from '@qt/domain';
import type { RealisedEntry } from '../domain/loss-window.ts';
import type { PortfolioContent } from '../domain/portfolio.ts';
import { type FillDispute, type FillOwner, RealisedBooks } from '../domain/realised-books.ts';
import { readCashFlow } from './cash-flow.ts';
import { type ControlRow, controlsOf } from './control-row.ts';
import type { GuardContent, LoadOptions } from './guard.repository.ts';
import type { GuardDatabase } from './guard-database.ts';
import { type FillRow, fillOf, type ReservationRow, reservationOf } from './order-rows.ts';

interface ReplayedRow extends FillRow {
  readonly id: number;
  /** 1: its order was reserved here. */
  readonly reserved: number;
}

const SELECT_FILLS = `SELECT fill.*, EXISTS (
    SELECT 1 FROM reservation WHERE client_order_id = fill.client_order_id
  ) AS reserved
  FROM fill WHERE id > ? ORDER BY id LIMIT ?`;

/** So that not every fill is in memory at once. */
const FILLS_PER_PAGE = 1000;

/** Everything a guard needs in memory. `market`: prices accepted in another one are not a reference. */
export function readContent(database: GuardDatabase, market: string, options: LoadOptions): GuardContent {
  const row = database.one<ControlRow>('SELECT * FROM control');
  if (row === undefined) throw new Error('control: expected its one row, actual none');
  return {
    controls: controlsOf(row),
    portfolio: readPortfolio(database, market, options),
    ...readRealised(database, options.lossesSince),
  };
}

function readPortfolio(
  database: GuardDatabase,
  market: string,
  { now, allowedSince, recentSince }: LoadOptions,
): PortfolioContent {
  const positions = database.all<{ symbol: string; quantity: string }>('SELECT * FROM position');
  const prices = database.all<{ symbol: string; price: string; at: number; market: string }>('SELECT * FROM price');
  const open = "SELECT * FROM reservation WHERE state = 'reserved' AND expires_at > ?";
  const recent = "SELECT * FROM reservation WHERE state <> 'released' AND reserved_at > ? ORDER BY reserved_at";
  const allowed = 'SELECT at FROM allowed_order WHERE at > ? ORDER BY at';
  const cancelled = 'SELECT at FROM released_order WHERE at > ? ORDER BY at';
  return {
    positions: new Map(positions.map(({ symbol, quantity }) => [symbol, amount(quantity)])),
    prices: new Map(
      prices.map((one) => [one.symbol, { price: amount(one.price), at: one.market === market ? one.at : 0 }]),
    ),
    reservations: database.all<ReservationRow>(open, now).map(reservationOf),
    recent: database.all<ReservationRow>(recent, recentSince).map(reservationOf),
    cashFlow: readCashFlow(database),
    allowedAt: database.all<{ at: number }>(allowed, allowedSince).map(({ at }) => at),
    cancelledAt: database.all<{ at: number }>(cancelled, allowedSince).map(({ at }) => at),
  };
}

/** Books every fill once more: what a sale realises depends on the buys before it. */
function readRealised(database: GuardDatabase, since: number): Pick<GuardContent, 'books' | 'realised' | 'disputes'> {
  const books = new RealisedBooks();
  const realised: RealisedEntry[] = [];
  const disputes: FillDispute[] = [];
  for (const row of fills(database)) {
    const booking = books.evaluate(fillOf(row), ownerOf(row), {
      at: row.counted_at ?? row.filled_at,
      expectedPrice: row.expected_price === null ? null : amount(row.expected_price),
    });
    books.apply(booking);
    const { at, pnl, dispute } = booking;
    if (at <= since) continue;
    realised.push({ at, pnl });
    if (dispute !== null && row.settled_at === null) disputes.push(dispute);
  }
  return { books, realised, disputes };
}

function ownerOf({ profile, reserved }: ReplayedRow): FillOwner {
  return profile ?? (reserved === 1 ? null : undefined);
}

/** Every fill, in the sequence in which they were booked. */
function* fills(database: GuardDatabase): Generator<ReplayedRow> {
  for (let after = 0; ; ) {
    const page = database.all<ReplayedRow>(SELECT_FILLS, after, FILLS_PER_PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
