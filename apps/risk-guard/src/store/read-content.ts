import { readCashFlow } from './cash-flow.ts';
import {
  type PositionRow,
  type PriceRow,
  portfolioOf,
  RealisedReplay,
  type ReplayedRow,
  type TimeRow,
} from './content-rows.ts';
import { type ControlRow, controlsOf } from './control-row.ts';
import type { GuardContent, LoadOptions } from './guard.repository.ts';
import type { GuardDatabase } from './guard-database.ts';
import type { ReservationRow } from './order-rows.ts';

const SELECT_FILLS = `SELECT fill.*, EXISTS (
    SELECT 1 FROM reservation WHERE client_order_id = fill.client_order_id
  ) AS reserved
  FROM fill WHERE id > ? ORDER BY id LIMIT ?`;

/** So that not every fill is in memory at once. */
const FILLS_PER_PAGE = 1000;

/** Everything a guard needs in memory. `market`: prices accepted in another one are not a reference. */
export function readContent(database: GuardDatabase, market: string, options: LoadOptions): GuardContent {
  const { now, lossesSince, allowedSince, recentSince } = options;
  const row = database.one<ControlRow>('SELECT * FROM control');
  if (row === undefined) throw new Error('control: expected its one row, actual none');
  const open = "SELECT * FROM reservation WHERE state = 'reserved' AND expires_at > ?";
  const recent = "SELECT * FROM reservation WHERE state <> 'released' AND reserved_at > ? ORDER BY reserved_at";
  const rows = {
    positions: database.all<PositionRow>('SELECT * FROM position'),
    prices: database.all<PriceRow>('SELECT * FROM price'),
    open: database.all<ReservationRow>(open, now),
    recent: database.all<ReservationRow>(recent, recentSince),
    cashFlow: readCashFlow(database),
    allowed: database.all<TimeRow>('SELECT at FROM allowed_order WHERE at > ? ORDER BY at', allowedSince),
    cancelled: database.all<TimeRow>('SELECT at FROM released_order WHERE at > ? ORDER BY at', allowedSince),
  };
  const replay = new RealisedReplay(lossesSince);
  for (const fill of fills(database)) replay.add(fill);
  return { controls: controlsOf(row), portfolio: portfolioOf(rows, market), ...replay.content };
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
