import type { Log } from '@qt/catalogue';
import type { TradeRequest } from '@qt/contracts';
import { MarketDataUnavailable, ProviderFailure } from '@qt/market-data';
import { HttpProblem } from '@qt/nest-service';
import { faultOf } from '@qt/sqlite';
import type { Tracing } from '../../signals/tracing.ts';
import type { FilledOrder, Order } from '../domain/order.ts';
import { amount, SMALLEST_QUANTITY } from '../money.ts';
import type { LatestPrices } from '../quotes.service.ts';
import { manualOrder } from '../trading.mapper.ts';
import type { OrderDesk } from './order-recovery.service.ts';
import type { Placement } from './submission.ts';

export interface ManualTradesParts {
  readonly desk: Pick<OrderDesk, 'known' | 'inTurn'>;
  readonly prices: LatestPrices;
  readonly symbols: readonly string[];
  readonly log: Pick<Log, 'error'>;
  readonly tracing: Pick<Tracing, 'withContext'>;
  readonly requestId: () => string;
}

/** Orders by callers of the API, on the same way as those by signals. */
export type PlaceManually = (request: TradeRequest) => Promise<{ filled: FilledOrder; repeated: boolean }>;

/** Places an order, or throws an HttpProblem that says why nothing was ordered. */
export function createManualTrades(parts: ManualTradesParts): PlaceManually {
  return (request) =>
    parts.tracing.withContext({ symbol: request.symbol }, async () => {
      refuseUnknown(request, parts.symbols);
      const order = manualOrder(request, parts.requestId());
      return answer(order, await place(parts, order));
    });
}

async function place({ desk, prices, log }: ManualTradesParts, order: Order): Promise<Placement> {
  try {
    const known = await desk.known(order);
    if (known !== undefined) return known;
    // Asked before the turn, so that a slow provider holds up no other order.
    const price = await prices.latest(order.symbol).catch(nothingFound);
    return await desk.inTurn((placeOne) => placeOne({ order, price, signal: null }));
  } catch (error) {
    if (faultOf(error) === undefined) throw error;
    log.error('the ledger cannot be written', { error });
    throw new HttpProblem(503, 'store_unavailable', 'the ledger cannot be written, so nothing was ordered');
  }
}

/** No price is for the guard to judge. */
function nothingFound(error: unknown): null {
  if (error instanceof MarketDataUnavailable || error instanceof ProviderFailure) return null;
  throw error;
}

function refuseUnknown({ symbol, quantity }: TradeRequest, symbols: readonly string[]): void {
  if (!symbols.includes(symbol)) {
    const expected = symbols.join(', ');
    throw new HttpProblem(404, 'unknown_symbol', `symbol: expected one of ${expected}, actual '${symbol}'`);
  }
  if (!amount(quantity).mod(SMALLEST_QUANTITY).isZero()) {
    const fault = { field: 'quantity', expected: `a multiple of ${SMALLEST_QUANTITY}`, actual: `'${quantity}'` };
    const message = `${fault.field}: expected ${fault.expected}, actual ${fault.actual}`;
    throw new HttpProblem(400, 'invalid_input', message, { faults: [fault] });
  }
}

function answer(order: Order, placement: Placement): { filled: FilledOrder; repeated: boolean } {
  switch (placement.outcome) {
    case 'filled':
    case 'repeated':
      return { filled: placement.filled, repeated: placement.outcome === 'repeated' };
    case 'conflict': {
      const id = order.clientOrderId;
      const message = `client_order_id: expected a new one or the same order again, actual ${id} for another order`;
      throw new HttpProblem(409, 'client_order_id_conflict', message);
    }
    case 'denied': {
      const { reason, limit, observed, message } = placement.denial;
      throw new HttpProblem(403, 'risk_denied', message, { reason, limit, observed });
    }
    case 'guard_unavailable':
      throw new HttpProblem(503, 'risk_guard_unavailable', `nothing was ordered: ${placement.error}`);
    case 'price_unavailable':
    case 'not_executed':
      throw new HttpProblem(503, placement.outcome, `nothing was ordered: ${placement.error}`);
  }
}
