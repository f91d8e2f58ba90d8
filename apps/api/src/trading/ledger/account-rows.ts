import type { Profile } from '@qt/catalogue';
import { type Amount, amount, decimalText } from '@qt/domain';
import type { ApiConfig } from '../../config.ts';
import type { Row } from '../../store/row.ts';
import type { Position } from '../domain/position.ts';
import type { AccountTotals, Realised, Stop } from './ledger.repository.ts';

const BY_HAND = 'manual';

const numberOrNull = (value: unknown) => (value === null ? null : Number(value));
const amountOrNull = (value: unknown) => (value === null ? null : amount(String(value)));

/** What a new account is opened with. At an exchange with nothing: with what that one holds, once it says so. */
export function openingBalanceOf({ QT_EXECUTOR, QT_PAPER_BALANCE }: OpeningConfig): string {
  return QT_EXECUTOR === 'binance' ? '0' : decimalText(amount(QT_PAPER_BALANCE));
}

type OpeningConfig = Pick<ApiConfig, 'QT_EXECUTOR' | 'QT_PAPER_BALANCE'>;

/** The highest equity, and whether it has to be stored. `stored`: its row; undefined: there was none before. */
export function raisedPeak(stored: Row | undefined, openingBalance: Amount, equity: Amount) {
  const peak = stored === undefined ? openingBalance : amount(String(stored['equity']));
  const highest = equity.greaterThan(peak) ? equity : peak;
  return { highest, isNew: stored === undefined || equity.greaterThan(peak) };
}

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

export function stopOf(row: Row): Stop {
  return { symbol: String(row['symbol']), at: Number(row['begun_at']) };
}

/** In the order of the table's columns. */
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
