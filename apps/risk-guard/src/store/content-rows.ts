import { type Amount, amount } from '@qt/domain';
import type { RealisedEntry } from '../domain/loss-window.ts';
import type { PortfolioContent } from '../domain/portfolio.ts';
import { type FillDispute, type FillOwner, RealisedBooks } from '../domain/realised-books.ts';
import type { GuardContent } from './guard.repository.ts';
import { type FillRow, fillOf, type ReservationRow, reservationOf } from './order-rows.ts';

export interface PositionRow {
  readonly symbol: string;
  readonly quantity: string;
}

export interface PriceRow {
  readonly symbol: string;
  readonly price: string;
  readonly at: number;
  readonly market: string;
}

/** Of a table of which only the times count. */
export interface TimeRow {
  readonly at: number;
}

/** The rows that a portfolio is made of. */
export interface PortfolioRows {
  readonly positions: readonly PositionRow[];
  readonly prices: readonly PriceRow[];
  readonly open: readonly ReservationRow[];
  readonly recent: readonly ReservationRow[];
  readonly cashFlow: Amount;
  readonly allowed: readonly TimeRow[];
  readonly cancelled: readonly TimeRow[];
}

/** `market`: prices accepted in another one are not a reference. */
export function portfolioOf(rows: PortfolioRows, market: string): PortfolioContent {
  return {
    positions: new Map(rows.positions.map(({ symbol, quantity }) => [symbol, amount(quantity)])),
    prices: new Map(
      rows.prices.map((one) => [one.symbol, { price: amount(one.price), at: one.market === market ? one.at : 0 }]),
    ),
    reservations: rows.open.map(reservationOf),
    recent: rows.recent.map(reservationOf),
    cashFlow: rows.cashFlow,
    allowedAt: rows.allowed.map(({ at }) => at),
    cancelledAt: rows.cancelled.map(({ at }) => at),
  };
}

export interface ReplayedRow extends FillRow {
  readonly id: number;
  /** Whether its order was reserved here; 0 or 1 in SQLite. */
  readonly reserved: number | boolean;
}

/** Books every fill once more, in the sequence in which they were booked: what a sale realises depends on the buys before it. */
export class RealisedReplay {
  readonly #since: number;
  readonly #books = new RealisedBooks();
  readonly #realised: RealisedEntry[] = [];
  readonly #disputes: FillDispute[] = [];

  /** `since`, Unix ms: of fills until then only the books are kept. */
  constructor(since: number) {
    this.#since = since;
  }

  add(row: ReplayedRow): void {
    const booking = this.#books.evaluate(fillOf(row), ownerOf(row), {
      at: row.counted_at ?? row.filled_at,
      expectedPrice: row.expected_price === null ? null : amount(row.expected_price),
    });
    this.#books.apply(booking);
    const { at, pnl, dispute } = booking;
    if (at <= this.#since) return;
    this.#realised.push({ at, pnl });
    if (dispute !== null && row.settled_at === null) this.#disputes.push(dispute);
  }

  get content(): Pick<GuardContent, 'books' | 'realised' | 'disputes'> {
    return { books: this.#books, realised: this.#realised, disputes: this.#disputes };
  }
}

function ownerOf({ profile, reserved }: ReplayedRow): FillOwner {
  return profile ?? (reserved ? null : undefined);
}
