import type { BookedFill } from '@qt/contracts';
import type { FilledOrder } from '../domain/order.ts';
import { confirmBody } from '../guard/risk-guard.mapper.ts';
import { orderTermsBody } from '../order-terms.mapper.ts';

/** A fill of the ledger as the books are exchanged, with decimals as text. */
export function bookedFillOf(filled: FilledOrder, reservationId: string, open: boolean): BookedFill {
  return { ...orderTermsBody(filled.order), ...confirmBody(filled, reservationId, open), open };
}
