import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { decimalText, hasKey, total } from '@qt/domain';
import { LOG } from '@qt/telemetry';
import { type FilledOrder, type Order, rests } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { Venue, type VenueReport } from '../venue/venue.ts';
import { OrderRecorder } from './order-recorder.ts';

/** What became of an order by what its venue reports. */
export type Settlement =
  /** Of a final order; null: nothing executed. `closed`: the positions that its new fills sold whole, as they were before. */
  | {
      readonly state: 'final';
      readonly filled: FilledOrder | null;
      readonly closed: readonly Position[];
      readonly cause: string;
    }
  /** Of a limit order that stays open; `filled`: so far. */
  | { readonly state: 'open'; readonly filled: FilledOrder | null; readonly closed: readonly Position[] }
  | { readonly state: 'unknown'; readonly cause: string };

/** Books what a venue reports of an order: its new fills, each once, and its end. */
@Injectable()
export class OrderSettlementService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly venue: Venue,
    private readonly recorder: OrderRecorder,
    @Inject(LOG) private readonly log: Pick<Log, 'warn'>,
  ) {}

  /** Only a limit order rests: what another one has not filled by now is cancelled. */
  async settle(order: Order, report: VenueReport): Promise<Settlement> {
    const settled = await this.#book(order, report);
    if (settled.state !== 'open' || rests(order)) return settled;
    const { clientOrderId } = order;
    try {
      const cancelled = await this.venue.cancel(report);
      const ended = cancelled === null ? settled : await this.#book(order, cancelled);
      if (ended.state !== 'open') return ended;
    } catch (error) {
      this.log.warn('an order could not be cancelled', { client_order_id: clientOrderId, error });
    }
    return this.suspend(clientOrderId, 'the venue has neither filled nor cancelled it');
  }

  /** Freezes the order's symbol, unless it is frozen already. */
  async suspend(clientOrderId: string, cause: string): Promise<Extract<Settlement, { readonly state: 'unknown' }>> {
    const known = await this.ledger.find(clientOrderId);
    if (known?.state !== 'unknown') await this.ledger.suspend(clientOrderId, cause);
    return { state: 'unknown', cause };
  }

  async #book({ clientOrderId, side, quantity }: Order, report: VenueReport): Promise<Settlement> {
    const before = await this.ledger.positions();
    for (const fill of report.fills) {
      const booked = await this.ledger.fill(clientOrderId, fill);
      if (!booked.covered) return this.suspend(clientOrderId, `fill ${fill.id}: ${booked.denial.message}`);
      if (!booked.repeated) this.recorder.booked(side);
    }
    const left = await this.ledger.positions();
    const closed = before.filter((position) => !left.some((other) => hasKey(other, position)));
    const known = await this.ledger.find(clientOrderId);
    if (known?.state === 'filled') return { state: 'final', filled: known.filled, closed, cause: 'filled' };
    const { state, reason = `the venue says ${state}` } = report;
    if (state === 'filled') {
      const executed = decimalText(total(report.fills.map((fill) => fill.quantity)));
      const cause = `fills: expected ${decimalText(quantity)} of a filled order, actual ${executed}`;
      return this.suspend(clientOrderId, cause);
    }
    if (state === 'accepted' || state === 'partially_filled') {
      if (known?.state === 'sent' || known?.state === 'unknown') await this.ledger.accept(clientOrderId);
      return { state: 'open', filled: known !== null && 'filled' in known ? known.filled : null, closed };
    }
    await this.ledger.end(clientOrderId, state, reason);
    const ended = await this.ledger.find(clientOrderId);
    const filled = ended !== null && 'filled' in ended ? ended.filled : null;
    return { state: 'final', filled, closed, cause: reason };
  }
}
