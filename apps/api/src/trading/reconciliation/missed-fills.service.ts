import { Injectable } from '@nestjs/common';
import type { Denial } from '@qt/domain';
import { checkCoverage } from '../domain/account.ts';
import { executionOf, type VenueFill } from '../domain/execution.ts';
import type { Order } from '../domain/order.ts';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { OrderRecorder } from '../orders/order-recorder.ts';
import type { ListedFill } from '../venue/venue.ts';

/** Books fills of the exchange that no order waits for. Each is an order of its own in the ledger, which the guard is told. */
@Injectable()
export class MissedFillsService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly recorder: OrderRecorder,
  ) {}

  /**
   * Call it only while no order is being submitted. `clientOrderId`: of the ended order of ours that it belongs to; null:
   * somebody else's, booked by hand. Why the account does not cover it; null: it is booked.
   */
  async book(fill: ListedFill, clientOrderId: string | null): Promise<Denial | null> {
    const { symbol, price } = fill;
    const own = clientOrderId === null ? null : await this.ledger.find(clientOrderId);
    const order = orderOf(fill, own?.order ?? null);
    const name = order.clientOrderId;
    const known = await this.ledger.find(name);
    if (known?.state === 'filled') return null;
    const venueFill = venueFillOf(fill);
    const denial = checkCoverage(await this.ledger.account(symbol), order, executionOf(order, venueFill, price));
    if (denial !== null) return denial;
    await this.ledger.begin(order);
    await this.ledger.reserve(name, name);
    await this.ledger.send(name, name, price);
    const booked = await this.ledger.fill(name, venueFill);
    if (!booked.covered) throw new Error(booked.denial.message);
    this.recorder.booked(order.side);
    this.recorder.reconciled(order, 'missed', booked.filled, []);
    return null;
  }
}

/** In the profile of the order that it belongs to, with that one's stop. */
function orderOf({ symbol, id, side, quantity }: ListedFill, own: Order | null): Order {
  return {
    clientOrderId: `missed:${symbol}:${id}`,
    symbol,
    side,
    quantity,
    reduceOnly: side === 'sell',
    origin: own?.origin ?? 'manual',
    profile: own?.profile ?? null,
    limit: null,
    exit: side === 'buy' ? (own?.exit ?? null) : null,
    requestId: own?.requestId ?? 'reconciliation',
  };
}

function venueFillOf({ id, quantity, price, commission, commissionAsset, filledAt }: ListedFill): VenueFill {
  return { id, quantity, price, commission, commissionAsset, filledAt };
}
