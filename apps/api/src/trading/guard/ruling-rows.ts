import type { RuleVerdict } from '@qt/contracts';
import type { Row } from '../../store/row.ts';
import type { Ruling } from './guard-rulings.repository.ts';

/** In the order of the table's columns. */
export function rulingColumns({ clientOrderId, at, rules }: Ruling) {
  return [clientOrderId, at, JSON.stringify(rules)] as const;
}

/** Of an order's row; undefined: it has none. */
export function rulesOf(row: Row | undefined): readonly RuleVerdict[] {
  return row === undefined ? [] : (JSON.parse(String(row['rules'])) as RuleVerdict[]);
}
