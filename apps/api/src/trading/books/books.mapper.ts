import type { BookedFill, OpenOrder } from '@qt/contracts';
import { decimalText } from '@qt/domain';
import type { FilledOrder } from '../domain/order.ts';
import { confirmBody } from '../guard/risk-guard.mapper.ts';
import type { LedgerOrder } from '../ledger/ledger.repository.ts';
import { orderTermsBody } from '../order-terms.mapper.ts';

/** A fill of the ledger as the books are exchanged, with decimals as text. */
export function bookedFillOf(filled: FilledOrder, reservationId: string, open: boolean): BookedFill {
  return { ...orderTermsBody(filled.order), ...confirmBody(filled, reservationId, open), open };
}

/** An order of the ledger that may still fill, for the guard to reserve; none if the guard has not allowed it. */
export function openOrdersOf(known: LedgerOrder): OpenOrder[] {
  if (!('reservationId' in known)) return [];
  const price = known.order.limit?.price ?? ('referencePrice' in known ? known.referencePrice : null);
  return [{ ...orderTermsBody(known.order), reservation_id: known.reservationId, price: price && decimalText(price) }];
}
