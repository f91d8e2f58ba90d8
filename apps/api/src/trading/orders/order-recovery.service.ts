import { Injectable } from '@nestjs/common';
import { type LedgerOrder, LedgerRepository } from '../ledger/ledger.repository.ts';
import { Venue } from '../venue/venue.ts';
import { OrderRecorder } from './order-recorder.ts';

/** Finishes orders that a crash or a failed write has left between two steps. */
@Injectable()
export class OrderRecoveryService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly venue: Venue,
    private readonly recorder: OrderRecorder,
  ) {}

  /** Call it only while no order is being submitted: an unfinished order is then an interrupted one. */
  async recover(): Promise<void> {
    for (const unfinished of await this.ledger.unfinished()) await this.#recover(unfinished);
  }

  async #recover({ order, state }: LedgerOrder): Promise<void> {
    const { clientOrderId } = order;
    const execution = state === 'reserved' ? await this.venue.findExecution(clientOrderId) : null;
    if (execution === null) {
      await this.ledger.close(clientOrderId, 'interrupted before it filled');
      this.recorder.reconciled(order, state, null);
      return;
    }
    const booked = await this.ledger.fill(clientOrderId, execution);
    if (!booked.covered) throw new Error(`order ${clientOrderId}: the account does not cover its fill`);
    this.recorder.reconciled(order, state, booked);
  }
}
