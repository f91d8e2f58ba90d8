import { Inject, Injectable } from '@nestjs/common';
import { messageOf } from '@qt/contracts';
import { NOW } from '@qt/nest-service';
import { type LedgerOrder, LedgerRepository, type VenueLedgerOrder } from '../ledger/ledger.repository.ts';
import { Venue, type VenueReport } from '../venue/venue.ts';
import { isOpen, type OpenOrder, venueOrderOf } from './open-order.ts';
import { OrderRecorder } from './order-recorder.ts';
import { OrderSettlementService } from './order-settlement.service.ts';

/** What stands in the way of the next order. */
export interface Unfinished {
  /** By symbol, the order that freezes it: what became of that one is not known. */
  readonly frozen: ReadonlyMap<string, string>;
  readonly open: readonly OpenOrder[];
}

/** What the venue says of an order; null: it does not know it; an error: it does not answer. */
type Answer = VenueReport | null | Error;

/** Finishes orders that a crash, a failed write or a silent venue has left between two steps. */
@Injectable()
export class OrderRecoveryService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly venue: Venue,
    private readonly settlement: OrderSettlementService,
    private readonly recorder: OrderRecorder,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /**
   * Call it only while no order is being submitted: an unfinished order is then an interrupted one. Orders that are
   * `unknown` stay so until `settleUnknown`; one of them does not hold up the others.
   */
  async recover(): Promise<Unfinished> {
    const frozen = new Map<string, string>();
    const open: OpenOrder[] = [];
    for (const unfinished of await this.ledger.unfinished()) {
      const { symbol, clientOrderId } = unfinished.order;
      if (isOpen(unfinished)) open.push(unfinished);
      else if (!(await this.#recover(unfinished))) frozen.set(symbol, clientOrderId);
    }
    return { frozen, open };
  }

  /** Asks the venue about each order that is open, or `unknown`. Needs no lock: nothing is written. */
  async ask(): Promise<ReadonlyMap<string, Answer>> {
    const answers = new Map<string, Answer>();
    for (const one of await this.ledger.unfinished()) {
      if (one.state === 'unknown' || isOpen(one)) answers.set(one.order.clientOrderId, await this.#ask(one));
    }
    return answers;
  }

  /** Call it only while no order is being submitted, with what the venue has just said. */
  async settleAll(answers: ReadonlyMap<string, Answer>): Promise<void> {
    for (const [clientOrderId, answer] of answers) {
      const known = await this.ledger.find(clientOrderId);
      if (known !== null && (known.state === 'unknown' || isOpen(known))) await this.settle(known, answer);
    }
  }

  /** False: what became of it is not known. */
  async #recover(unfinished: LedgerOrder): Promise<boolean> {
    switch (unfinished.state) {
      case 'new':
      case 'reserved': {
        const { order, state } = unfinished;
        await this.ledger.end(order.clientOrderId, 'rejected', 'interrupted before it went to the venue');
        this.recorder.reconciled(order, state, null, []);
        return true;
      }
      case 'sent':
      case 'accepted':
      case 'partially_filled':
        return this.settle(unfinished, await this.#ask(unfinished));
      default:
        return unfinished.state !== 'unknown';
    }
  }

  async #ask(known: VenueLedgerOrder): Promise<Answer> {
    try {
      return await this.venue.query(venueOrderOf(known));
    } catch (error) {
      return error instanceof Error ? error : new Error(messageOf(error));
    }
  }

  /** Books what the venue says of an order; false: what became of it is not known. Call it only while none is submitted. */
  async settle(known: VenueLedgerOrder, answer: Answer): Promise<boolean> {
    const { order, state, sentAt, venueOrderId } = known;
    // A venue that is away for a while changes nothing about an order that it has.
    if (answer instanceof Error && isOpen(known)) return true;
    if (answer instanceof Error) return this.#stillUnknown(known, `the venue does not answer: ${answer.message}`);
    if (answer === null && this.now() - sentAt < this.venue.visibleAfterMs) {
      return this.#stillUnknown(known, 'the venue does not know it yet');
    }
    const ended = { symbol: order.symbol, venueOrderId, fills: [], reason: 'the venue never had it' } as const;
    const lost = known.filled === null ? 'rejected' : 'cancelled';
    const settled = await this.settlement.settle(order, answer ?? { ...ended, state: lost });
    if (settled.state === 'final') {
      const { filled, closed, cause } = settled;
      if (isOpen(known)) this.recorder.ended(order, filled, closed, cause);
      else this.recorder.reconciled(order, state, filled, closed);
    }
    return settled.state !== 'unknown';
  }

  async #stillUnknown({ order, state }: VenueLedgerOrder, cause: string): Promise<false> {
    if (state !== 'unknown') {
      await this.settlement.suspend(order.clientOrderId, cause);
      this.recorder.unknown(order, new Error(cause), 0);
    }
    return false;
  }
}
