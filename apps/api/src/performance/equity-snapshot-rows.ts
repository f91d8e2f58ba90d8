import type { Profile } from '@qt/catalogue';
import { amount, decimalText } from '@qt/domain';
import type { AccountFill, TradedFill } from '@qt/performance';
import type { Row } from '../store/row.ts';
import type { EquitySnapshot } from './equity-snapshot.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Every snapshot, in ms; after that the first of each hour. */
export const KEEP_ALL_MS = 8 * DAY_MS;
export const KEEP_HOURLY_MS = 400 * DAY_MS;

/** Of the hour that an instant is in; both Unix ms. */
export function startOfHour(at: number): number {
  return at - (at % HOUR_MS);
}

/** What `accountFillOf` reads. */
export const ACCOUNT_FILLS = `
  SELECT fills.sequence, fills.symbol, side, profile, origin, fills.quantity, notional, fee, slippage, realised_pnl, filled_at
  FROM fills JOIN orders USING (client_order_id)`;

/** Symbol, profile, cost and value of a position. */
type StoredPosition = readonly [symbol: string, profile: Profile | null, cost: string, value: string];

export function snapshotOf(row: Row): EquitySnapshot {
  const positions = JSON.parse(String(row['positions'])) as StoredPosition[];
  return {
    at: Number(row['at']),
    lastFill: Number(row['last_fill']),
    openingBalance: amount(String(row['opening_balance'])),
    cash: amount(String(row['cash'])),
    positions: positions.map(([symbol, profile, cost, value]) => ({
      symbol,
      profile,
      cost: amount(cost),
      value: amount(value),
    })),
  };
}

/** In the order of the table's columns, without `hourly`. */
export function snapshotColumns({ at, lastFill, openingBalance, cash, positions }: EquitySnapshot) {
  const stored = positions.map(
    ({ symbol, profile, cost, value }): StoredPosition => [symbol, profile, decimalText(cost), decimalText(value)],
  );
  return [at, lastFill, decimalText(openingBalance), decimalText(cash), JSON.stringify(stored)] as const;
}

/** A fill and its place among all fills. */
export interface SequencedAccountFill extends TradedFill, AccountFill {
  readonly sequence: number;
}

export function accountFillOf(row: Row): SequencedAccountFill {
  const read = (column: string) => amount(String(row[column]));
  return {
    sequence: Number(row['sequence']),
    order: {
      symbol: String(row['symbol']),
      profile: row['profile'] as Profile | null,
      side: row['side'] as TradedFill['order']['side'],
      origin: String(row['origin']),
    },
    quantity: read('quantity'),
    notional: read('notional'),
    fee: read('fee'),
    slippage: read('slippage'),
    realisedPnl: read('realised_pnl'),
    filledAt: Number(row['filled_at']),
  };
}
