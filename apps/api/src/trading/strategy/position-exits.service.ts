import { Inject, Injectable } from '@nestjs/common';
import { NOW } from '@qt/nest-service';
import type { Position } from '../domain/position.ts';
import type { Quote } from '../domain/quote.ts';
import type { Submission } from '../domain/submission.ts';
import { InstrumentsService } from '../instruments.service.ts';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { QuotesService } from '../quotes.service.ts';
import { RequestIdService } from '../request-id.service.ts';
import { OrderBatchService } from './order-batch.service.ts';
import { closingOrder } from './strategy-orders.ts';
import { NO_DECISIONS, type TradingReport } from './trading-report.ts';

/** Closes positions at their stop price or at the end of their holding time. */
@Injectable()
export class PositionExitsService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly quotes: QuotesService,
    private readonly batch: OrderBatchService,
    private readonly requestIds: RequestIdService,
    private readonly instruments: InstrumentsService,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** Call it before acting on new signals. An order that fails is in the report. */
  async closeDue(): Promise<TradingReport> {
    const positions = (await this.ledger.positions()).filter((one) => one.stopPrice !== null || one.expiresAt !== null);
    const { quotes, failures } = await this.quotes.latestOf(positions.map(({ symbol }) => symbol));
    const now = this.now();
    const due = positions.filter((one) => exitReason(one, quotes.get(one.symbol) ?? null, now) !== null);
    const counter = await this.batch.submitEach(due, (position) =>
      this.#exit(position, quotes.get(position.symbol) ?? null),
    );
    for (const position of positions) {
      const failure = failures.get(position.symbol);
      if (position.stopPrice !== null && failure !== undefined) counter.fail(position, failure);
    }
    return counter.report(NO_DECISIONS);
  }

  async #exit(key: Position, quote: Quote | null): Promise<Submission | null> {
    const position = await this.ledger.position(key);
    const now = this.now();
    const reason = position && exitReason(position, quote, now);
    if (position === null || reason === null) return null;
    const quantity = await this.instruments.closable(position.symbol, position.quantity);
    if (quantity.isZero()) return null;
    const order = closingOrder({ ...position, quantity }, reason, now, this.requestIds.current());
    return { order, quote: quote ?? this.quotes.lastKnown(position.symbol), signal: null };
  }
}

/** Why the position must be closed now; null: it may stay open. Its holding time needs no price. */
function exitReason({ stopPrice, expiresAt }: Position, quote: Quote | null, now: number): 'stop' | 'expiry' | null {
  if (quote !== null && stopPrice !== null && quote.price.lessThanOrEqualTo(stopPrice)) return 'stop';
  return expiresAt !== null && now >= expiresAt ? 'expiry' : null;
}
