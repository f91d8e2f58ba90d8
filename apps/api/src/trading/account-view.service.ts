import { Injectable } from '@nestjs/common';
import type { FilledOrder, Order, Position } from '@qt/contracts';
import { InstrumentsService } from './instruments.service.ts';
import { LedgerRepository } from './ledger/ledger.repository.ts';
import { filledOrderBody, orderBody, positionBody } from './trading.mapper.ts';

/** What the ledger holds, as the API shows it. */
@Injectable()
export class AccountView {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly instruments: InstrumentsService,
  ) {}

  /** Newest first. */
  async fills(limit: number): Promise<FilledOrder[]> {
    return (await this.ledger.fills(limit)).map(filledOrderBody);
  }

  /** Those that have not ended, oldest first. */
  async orders(): Promise<Order[]> {
    const unfinished = await this.ledger.unfinished();
    return Promise.all(
      unfinished.map(async (one) => orderBody(one, await this.ledger.events(one.order.clientOrderId))),
    );
  }

  /** Null: there is none of this id. */
  async order(clientOrderId: string): Promise<Order | null> {
    const known = await this.ledger.find(clientOrderId);
    return known && orderBody(known, await this.ledger.events(clientOrderId));
  }

  async positions(): Promise<Position[]> {
    const positions = await this.ledger.positions();
    return positions.map((one) => positionBody(one, this.instruments.isUnavailable(one.symbol)));
  }
}
