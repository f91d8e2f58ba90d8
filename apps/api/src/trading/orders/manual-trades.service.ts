import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { decimalText, filterViolation, isMultipleOf, SMALLEST_QUANTITY } from '@qt/domain';
import { type Fault, HttpProblem, isStoreFailure, NOW, sentence } from '@qt/nest-service';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../../config.ts';
import type { Order } from '../domain/order.ts';
import type { Quote } from '../domain/quote.ts';
import type { Caller, SubmissionResult } from '../domain/submission.ts';
import { InstrumentsService, InstrumentUnavailable } from '../instruments.service.ts';
import { QuotesService } from '../quotes.service.ts';
import { OrderService } from './order.service.ts';
import { type PlacedOrder, placedOrderOf } from './placed-order.ts';

/** Orders by callers of the API. They take the same path as those by signals. */
@Injectable()
export class ManualTradesService {
  constructor(
    private readonly orders: OrderService,
    private readonly quotes: QuotesService,
    private readonly instruments: InstrumentsService,
    private readonly config: ApiConfig,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'withContext'>,
    @Inject(LOG) private readonly log: Pick<Log, 'error'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** `gone`: aborted when the caller no longer waits. @throws HttpProblem if nothing was ordered, with the reason. */
  place(order: Order, gone?: AbortSignal): Promise<PlacedOrder> {
    const caller = { since: this.now(), ...(gone === undefined ? {} : { gone }) };
    return this.telemetry.withContext({ symbol: order.symbol }, async () => {
      rejectInvalid(order, this.config.QT_SYMBOLS);
      return placedOrderOf(order, await this.#submit(order, caller));
    });
  }

  async #submit(order: Order, caller: Caller): Promise<SubmissionResult> {
    try {
      const known = await this.orders.findResult(order);
      if (known !== null) return known;
      // Before `submit` locks the account, so that a slow provider does not delay other orders.
      const quote = await this.quotes.latestFor(order);
      await this.#checkInstrument(order, quote);
      return await this.orders.submit({ order, quote, signal: null, caller });
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      this.log.error('the ledger cannot be written', { error });
      throw new HttpProblem(503, 'store_unavailable', 'the ledger cannot be written, so nothing was ordered');
    }
  }

  /** A sale goes on even where the exchange does not trade the symbol: only its filters bind it. */
  async #checkInstrument({ symbol, side, quantity, limit }: Order, quote: Quote | null): Promise<void> {
    const instrument =
      side === 'buy' ? await this.instruments.tradable(symbol).catch(unavailable) : await this.instruments.find(symbol);
    const price = quote?.price ?? null;
    const terms = limit === null ? { quantity, price } : { side, quantity, price, limitPrice: limit.price };
    const violation = instrument && filterViolation(instrument, terms);
    if (violation === null) return;
    const { filter, limit: allowed, given, message } = violation;
    throw new HttpProblem(422, 'filter_violated', `nothing was ordered: ${message}`, { filter, limit: allowed, given });
  }
}

function unavailable(error: unknown): never {
  if (!(error instanceof InstrumentUnavailable)) throw error;
  const { symbol, status } = error;
  const details = { reason: 'instrument_unavailable', limit: 'TRADING', observed: status, symbol, status };
  throw new HttpProblem(422, 'instrument_unavailable', error.message, details);
}

function rejectInvalid({ symbol, quantity }: Order, symbols: readonly string[]): void {
  if (!symbols.includes(symbol)) {
    const message = sentence({ field: 'symbol', expected: `one of ${symbols.join(', ')}`, actual: `'${symbol}'` });
    throw new HttpProblem(404, 'unknown_symbol', message);
  }
  if (!isMultipleOf(quantity, SMALLEST_QUANTITY)) {
    const expected = `a multiple of ${decimalText(SMALLEST_QUANTITY)}`;
    const fault: Fault = { field: 'quantity', expected, actual: `'${decimalText(quantity)}'` };
    throw new HttpProblem(400, 'invalid_input', sentence(fault), { faults: [fault] });
  }
}
