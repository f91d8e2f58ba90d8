import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { LOG } from '@qt/telemetry';
import { type LedgerOrder, LedgerRepository } from '../ledger/ledger.repository.ts';
import { Venue } from '../venue/venue.ts';

/** Finishes orders that a crash or a failed write has left between two steps. */
@Injectable()
export class OrderRecoveryService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly venue: Venue,
    @Inject(LOG) private readonly log: Pick<Log, 'warn'>,
  ) {}

  /** Call it only while no order is being submitted: an unfinished order is then an interrupted one. */
  async recover(): Promise<void> {
    for (const unfinished of await this.ledger.unfinished()) await this.#recover(unfinished);
  }

  async #recover({ order, state }: LedgerOrder): Promise<void> {
    const { clientOrderId, symbol } = order;
    const execution = state === 'reserved' ? await this.venue.findExecution(clientOrderId) : null;
    if (execution === null) {
      await this.ledger.close(clientOrderId, 'interrupted before it filled');
    } else if (!(await this.ledger.fill(clientOrderId, execution)).covered) {
      throw new Error(`order ${clientOrderId}: the account does not cover its fill`);
    }
    this.log.warn(`an interrupted order was ${execution === null ? 'closed' : 'filled'}`, {
      client_order_id: clientOrderId,
      was: state,
      symbol,
    });
  }
}
