import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import type { Order } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';
import type { Quote } from '../domain/quote.ts';
import type { SubmissionResult } from '../domain/submission.ts';
import { InstrumentsService } from '../instruments.service.ts';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { QuotesService } from '../quotes.service.ts';
import { RequestIdService } from '../request-id.service.ts';
import { closingOrder } from '../strategy/strategy-orders.ts';
import { OrderService } from './order.service.ts';

/** A position that was to be closed, and what became of its order. */
export interface Closing {
  readonly order: Order;
  readonly result: SubmissionResult | { readonly outcome: 'failed'; readonly error: string };
}

export interface CloseOutcome {
  readonly cancelledOrders: number;
  readonly closings: readonly Closing[];
}

/** Closes positions on an operator's demand. Its orders take the same path as all others. */
@Injectable()
export class PositionClosingService {
  constructor(
    private readonly orders: OrderService,
    private readonly ledger: LedgerRepository,
    private readonly quotes: QuotesService,
    private readonly requestIds: RequestIdService,
    private readonly instruments: InstrumentsService,
    @Inject(NOW) private readonly now: () => number,
    @Inject(LOG) private readonly log: Pick<Log, 'error'>,
  ) {}

  /** Cancels the working orders in these symbols (null: all), then closes the positions. One that fails is in the result. */
  async close(symbols: readonly string[] | null): Promise<CloseOutcome> {
    const cancelledOrders = await this.orders.cancelAll(symbols);
    const open = await this.ledger.positions();
    const positions = open.filter(({ symbol }) => symbols === null || symbols.includes(symbol));
    const { quotes } = await this.quotes.latestOf([...new Set(positions.map(({ symbol }) => symbol))]);
    const closings: Closing[] = [];
    for (const position of positions) {
      const quote = quotes.get(position.symbol) ?? this.quotes.lastKnown(position.symbol);
      const closing = await this.#close(position, quote);
      if (closing !== null) closings.push(closing);
    }
    return { cancelledOrders, closings };
  }

  async #close(position: Position, quote: Quote | null): Promise<Closing | null> {
    let order = closingOrder(position, 'close', this.now(), this.requestIds.current());
    try {
      const result = await this.orders.submitIfDue(async () => {
        const current = await this.ledger.position(position);
        if (current === null) return null;
        const quantity = await this.instruments.closable(current.symbol, current.quantity);
        if (quantity.isZero()) return null;
        order = { ...order, quantity };
        return { order, quote, signal: null };
      });
      return result && { order, result };
    } catch (error) {
      this.log.error('a position could not be closed', { symbol: position.symbol, error });
      return { order, result: { outcome: 'failed', error: messageOf(error) } };
    }
  }
}
