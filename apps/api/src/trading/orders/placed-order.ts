import { HttpProblem } from '@qt/nest-service';
import type { FilledOrder, Order } from '../domain/order.ts';
import type { SubmissionResult } from '../domain/submission.ts';

/** An order by a caller of the API; `repeated`: it had already filled; null: it is open, or has expired unfilled. */
export type PlacedOrder = { readonly filled: FilledOrder; readonly repeated: boolean } | null;

/** @throws HttpProblem if nothing was ordered, or it is not known whether it was. */
export function placedOrderOf({ clientOrderId }: Order, result: SubmissionResult): PlacedOrder {
  switch (result.outcome) {
    case 'filled':
    case 'repeated':
      return { filled: result.filled, repeated: result.outcome === 'repeated' };
    case 'open':
    case 'unfilled':
      return null;
    case 'conflict': {
      const expected = 'expected a new one or the same order again';
      const message = `client_order_id: ${expected}, actual ${clientOrderId} for another order`;
      throw new HttpProblem(409, 'client_order_id_conflict', message);
    }
    case 'denied': {
      const { reason, limit, observed, message } = result.denial;
      const denials = [result.denial, ...(result.others ?? [])];
      throw new HttpProblem(403, 'risk_denied', message, { reason, limit, observed, denials });
    }
    case 'cancelled':
      throw new HttpProblem(409, 'order_cancelled', `nothing was ordered: ${result.error}`);
    case 'expired':
      throw new HttpProblem(503, 'order_expired', `nothing was ordered: ${result.error}`);
    case 'unknown': {
      const message = `it is not known whether the order filled, ask again with its client_order_id: ${result.error}`;
      throw new HttpProblem(503, 'order_unknown', message);
    }
    case 'guard_unavailable':
      throw new HttpProblem(503, 'risk_guard_unavailable', `nothing was ordered: ${result.error}`);
    case 'price_unavailable':
    case 'not_executed':
      throw new HttpProblem(503, result.outcome, `nothing was ordered: ${result.error}`);
  }
}
