import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import type { BookedFill, Books } from '@qt/contracts';
import { type Amount, amount, decimalText, quoteAssetOf, ZERO } from '@qt/domain';
import { HttpProblem } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import type { VenueFill } from '../domain/execution.ts';
import type { Order } from '../domain/order.ts';
import { orderIdOf } from '../guard/guard-outbox.service.ts';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { OrderService } from '../orders/order.service.ts';
import { OrderRecorder } from '../orders/order-recorder.ts';
import { ExchangeStatus } from '../reconciliation/exchange-status.ts';
import { venueOrderIdOf } from '../venue/venue-order-id.ts';
import { bookedFillOf, openOrdersOf } from './books.mapper.ts';

/** Takes the place of ids that the ledger has lost, in orders that it learned from the guard. */
const UNKNOWN_REQUEST = 'reconciliation';

/** The ledger as the risk guard compares it with its own books, and what it learns from them. */
@Injectable()
export class BooksService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly orders: OrderService,
    private readonly recorder: OrderRecorder,
    private readonly exchange: ExchangeStatus,
    @Inject(LOG) private readonly log: Pick<Log, 'event'>,
  ) {}

  /** As of one instant. */
  async books(): Promise<Books> {
    const { totals, positions, filledOrders, unacknowledged, unfinished } = await this.ledger.books();
    const held = new Map<string, Amount>();
    for (const { symbol, quantity } of positions) held.set(symbol, (held.get(symbol) ?? ZERO).plus(quantity));
    return {
      opening_balance: decimalText(totals.openingBalance),
      exchange: { state: this.exchange.current.state, detail: this.exchange.detail() ?? '' },
      fills: filledOrders,
      cash_flow: decimalText(totals.cash.minus(totals.openingBalance)),
      positions: [...held].map(([symbol, quantity]) => ({ symbol, quantity: decimalText(quantity) })),
      unconfirmed: unacknowledged.flatMap((message) =>
        message.kind === 'confirm' ? [bookedFillOf(message.filled, message.reservationId, message.open)] : [],
      ),
      unsettled: [
        ...new Set([...unacknowledged.map(orderIdOf), ...unfinished.map(({ order }) => order.clientOrderId)]),
      ],
      open: unfinished.flatMap(openOrdersOf),
    };
  }

  /**
   * Books fills that the ledger lacks, oldest first, and returns how many. Its account has to cover each.
   *
   * @throws HttpProblem 409 `conflict` for one that it does not cover, or whose order is under way
   */
  adopt(fills: readonly BookedFill[]): Promise<number> {
    return this.orders.betweenOrders(async () => {
      let adopted = 0;
      for (const fill of fills) if (await this.#adopt(fill)) adopted += 1;
      if (adopted > 0) this.log.event('books.adopted', { by: 'api', fills: adopted, orders: 0 });
      return adopted;
    });
  }

  async #adopt(fill: BookedFill): Promise<boolean> {
    const id = fill.client_order_id;
    const known = await this.ledger.find(id);
    if (known !== null && 'filled' in known && known.filled !== null) return false;
    if (known !== null && (!('cause' in known) || known.guardDue)) {
      throw new HttpProblem(409, 'conflict', `order ${id}: expected none under way, actual ${known.state}`);
    }
    const order = orderOf(fill);
    await this.ledger.begin(order);
    const reservationId = fill.reservation_id ?? UNKNOWN_REQUEST;
    await this.ledger.reserve(id, reservationId);
    await this.ledger.send(id, venueOrderIdOf(id, reservationId), amount(fill.price));
    const booked = await this.ledger.fill(id, venueFillOf(fill));
    if (!booked.covered) {
      await this.ledger.end(id, 'rejected', 'its fill is not covered');
      throw new HttpProblem(409, 'conflict', `order ${id}: ${booked.denial.message}`);
    }
    await this.ledger.acknowledge(id);
    this.recorder.reconciled(order, 'lost by the ledger', booked.filled, []);
    return true;
  }
}

/** Without a stop: what the order planned for its position is lost. */
function orderOf(fill: BookedFill): Order {
  return {
    clientOrderId: fill.client_order_id,
    symbol: fill.symbol,
    side: fill.side,
    quantity: amount(fill.quantity),
    reduceOnly: fill.reduce_only,
    origin: fill.origin,
    profile: fill.profile,
    limit: null,
    exit: null,
    requestId: UNKNOWN_REQUEST,
  };
}

/** By an id of its own: the venue's are lost. */
function venueFillOf(fill: BookedFill): VenueFill {
  return {
    id: `${UNKNOWN_REQUEST}:${fill.client_order_id}`,
    quantity: amount(fill.quantity),
    price: amount(fill.price),
    commission: amount(fill.fee),
    commissionAsset: quoteAssetOf(fill.symbol),
    filledAt: Date.parse(fill.filled_at),
  };
}
