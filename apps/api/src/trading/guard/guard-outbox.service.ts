import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { LOG } from '@qt/telemetry';
import { type GuardMessage, LedgerRepository } from '../ledger/ledger.repository.ts';
import { type Acknowledgement, RiskGuardGateway } from './risk-guard.gateway.ts';

/**
 * Sends fills and unused reservations to the guard, those of an open order too. They are in the ledger first and stay there until the guard
 * acknowledges them, so neither a crash nor an outage of the guard loses one. A repeated message changes nothing there.
 */
@Injectable()
export class GuardOutboxService {
  #failing = false;

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly guard: RiskGuardGateway,
    @Inject(LOG) private readonly log: Pick<Log, 'info' | 'warn'>,
  ) {}

  /** Sends everything, oldest first, or up to the first message that is not acknowledged. Not to be called concurrently. */
  async flush(): Promise<Acknowledgement> {
    for (const message of await this.ledger.unacknowledged()) {
      const sent = await this.#send(message);
      this.#report(sent, message);
      if (!sent.ok) return sent;
      await this.ledger.acknowledge(orderIdOf(message));
    }
    return { ok: true };
  }

  #send(message: GuardMessage): Promise<Acknowledgement> {
    return message.kind === 'confirm'
      ? this.guard.confirm(message.filled, message.reservationId, message.open)
      : this.guard.release(message.reservationId, message.why);
  }

  /** One log line for each change. */
  #report(sent: Acknowledgement, message: GuardMessage): void {
    const fields = { client_order_id: orderIdOf(message), message_kind: message.kind };
    if (!sent.ok && !this.#failing) this.log.warn(`the risk guard does not acknowledge orders: ${sent.error}`, fields);
    if (sent.ok && this.#failing) this.log.info('the risk guard acknowledges orders again', fields);
    this.#failing = !sent.ok;
  }
}

/** The id of the order that a message is about. */
export function orderIdOf(message: GuardMessage): string {
  return message.kind === 'confirm' ? message.filled.order.clientOrderId : message.clientOrderId;
}
