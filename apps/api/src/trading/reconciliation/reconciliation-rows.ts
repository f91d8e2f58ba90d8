import { type Amount, amount, decimalText, ZERO } from '@qt/domain';
import { isSet, type Row } from '../../store/row.ts';
import type { BookedVenueFill, OwnOrder } from './compare-books.ts';
import type { Adoption, ExchangeAccount } from './reconciliation.repository.ts';

type Kind = 'opening' | 'balance' | 'accepted' | 'fill';

export function exchangeAccountOf(row: Row): ExchangeAccount {
  const [openedAt, reconciledAt] = [Number(row['opened_at']), Number(row['reconciled_at'])];
  return { url: String(row['url']), openedAt, reconciledAt };
}

/** Of a new adoption: at, actor, reason, kind, subject, amount. */
export function adoptionColumns({ at, actor, reason }: Adoption, kind: Kind, subject: string, taken: Amount | null) {
  return [at, actor, reason, kind, subject, taken && decimalText(taken)] as const;
}

/** The amount in this column with so much more, to be stored. */
export function increased(row: Row, column: string, more: Amount): string {
  return decimalText(amount(String(row[column])).plus(more));
}

export function bookedVenueFillOf(row: Row): BookedVenueFill {
  return {
    symbol: String(row['symbol']),
    id: String(row['venue_fill_id']),
    quantity: amount(String(row['executed'])),
    price: amount(String(row['price'])),
  };
}

/** Of the order that an attempt belongs to which went to the exchange under this id. */
export function ownOrderOf(row: Row, venueOrderId: string): OwnOrder {
  // Of an earlier attempt nothing more is expected.
  const ended = isSet(row, 'ended') || row['venue_order_id'] !== venueOrderId;
  return { clientOrderId: String(row['client_order_id']), ended, learned: isSet(row, 'learned') };
}

/** By asset, what was adopted less the commissions. Of each row `asset` and the amount. */
export function besidesOf(adopted: readonly Row[], commissions: readonly Row[]): ReadonlyMap<string, Amount> {
  const sums = new Map<string, Amount>();
  const add = (asset: string, more: Amount) => sums.set(asset, (sums.get(asset) ?? ZERO).plus(more));
  for (const { asset, amount: taken } of adopted) {
    add(String(asset), amount(String(taken)));
  }
  for (const { asset, commission } of commissions) {
    add(String(asset), amount(String(commission)).negated());
  }
  return sums;
}
