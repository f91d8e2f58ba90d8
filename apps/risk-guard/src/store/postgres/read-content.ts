import { amount } from '@qt/domain';
import type { Run, Value } from '@qt/postgres';
import {
  type PositionRow,
  type PriceRow,
  portfolioOf,
  RealisedReplay,
  type ReplayedRow,
  type TimeRow,
} from '../content-rows.ts';
import { type ControlRow, controlsOf } from '../control-row.ts';
import type { GuardContent, LoadOptions } from '../guard.repository.ts';
import type { ReservationRow } from '../order-rows.ts';
import { REPLAYED_FILLS } from './statements.ts';

/** So that not every fill is in memory at once. */
const FILLS_PER_PAGE = 1000;

/** Everything a guard needs in memory. `market`: prices accepted in another one are not a reference. */
export async function readContent(run: Run, market: string, options: LoadOptions): Promise<GuardContent> {
  const { now, lossesSince, allowedSince, recentSince } = options;
  const all = async <R>(sql: string, ...values: Value[]) => (await run(sql, ...values)).rows as unknown as R[];
  const [row] = await all<ControlRow>('SELECT * FROM control');
  const [account] = await all<{ cash_flow: string }>('SELECT cash_flow FROM account');
  if (row === undefined || account === undefined)
    throw new Error('control, account: expected one row each, actual none');
  const open = "SELECT * FROM reservation WHERE state = 'reserved' AND expires_at > $1";
  const recent = "SELECT * FROM reservation WHERE state <> 'released' AND reserved_at > $1 ORDER BY reserved_at";
  const rows = {
    positions: await all<PositionRow>('SELECT * FROM position'),
    prices: await all<PriceRow>('SELECT * FROM price'),
    open: await all<ReservationRow>(open, now),
    recent: await all<ReservationRow>(recent, recentSince),
    cashFlow: amount(account.cash_flow),
    allowed: await all<TimeRow>('SELECT at FROM allowed_order WHERE at > $1 ORDER BY at', allowedSince),
    cancelled: await all<TimeRow>('SELECT at FROM released_order WHERE at > $1 ORDER BY at', allowedSince),
  };
  const replay = new RealisedReplay(lossesSince);
  for (let after = 0, page: ReplayedRow[] = []; ; after = page.at(-1)?.id ?? after) {
    page = await all<ReplayedRow>(REPLAYED_FILLS, after, FILLS_PER_PAGE);
    for (const fill of page) replay.add(fill);
    if (page.length < FILLS_PER_PAGE) break;
  }
  return { controls: controlsOf(row), portfolio: portfolioOf(rows, market), ...replay.content };
}
