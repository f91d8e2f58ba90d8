import type { Profile } from '@qt/catalogue';
import { amount, decimalText } from '@qt/domain';
import type { Position } from '../domain/position.ts';
import type { AccountTotals, Realised } from './ledger.repository.ts';
import type { Row } from './ledger-statements.ts';

const BY_HAND = 'manual';

const numberOrNull = (value: unknown) => (value === null ? null : Number(value));
const amountOrNull = (value: unknown) => (value === null ? null : amount(String(value)));

export function totalsOf(row: Row): AccountTotals {
  const read = (column: string) => amount(String(row[column]));
  return {
    openingBalance: read('opening_balance'),
    cash: read('cash'),
    realisedPnl: read('realised_pnl'),
    fees: read('fees'),
  };
}

export function positionOf(row: Row): Position {
  return {
    symbol: String(row['symbol']),
    profile: row['profile'] === BY_HAND ? null : (row['profile'] as Profile),
    quantity: amount(String(row['quantity'])),
    cost: amount(String(row['cost'])),
    openedAt: Number(row['opened_at']),
    stopPrice: amountOrNull(row['stop_price']),
    expiresAt: numberOrNull(row['expires_at']),
  };
}

export function realisedOf(row: Row): Realised {
  const profile = row['profile'];
  return {
    sequence: Number(row['sequence']),
    profile: profile === null ? null : (profile as Profile),
    pnl: amount(String(row['realised_pnl'])),
  };
}

/** Parameters of `insertPosition`. */
export function positionColumns(position: Position) {
  return [
    position.symbol,
    position.profile ?? BY_HAND,
    decimalText(position.quantity),
    decimalText(position.cost),
    position.openedAt,
    position.stopPrice === null ? null : decimalText(position.stopPrice),
    position.expiresAt,
  ];
}
