import { Inject, Injectable } from '@nestjs/common';
import type { Instruments, Log, OrderOutcome } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { decimalText } from '@qt/domain';
import { INSTRUMENTS, LOG } from '@qt/telemetry';
import type { FilledOrder, Order } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';
import type { SubmissionResult } from '../domain/submission.ts';

type OrderInstruments = Instruments<'qt_orders_total' | 'qt_order_duration_seconds' | 'qt_fills_total'>;

/** Counts and logs what becomes of each order. */
@Injectable()
export class OrderRecorder {
  constructor(
    @Inject(INSTRUMENTS) private readonly instruments: OrderInstruments,
    @Inject(LOG) private readonly log: Pick<Log, 'event' | 'info'>,
  ) {}

  /** An order ended with this result, `seconds` after it was decided. */
  finished(order: Order, result: SubmissionResult, seconds: number): void {
    const fields = fieldsOf(order);
    switch (result.outcome) {
      case 'filled':
        this.#count(order, 'filled', seconds);
        this.#filled(result.filled, result.closed);
        break;
      case 'repeated':
        this.log.info('order repeated: it had already filled', fields);
        break;
      case 'conflict':
        this.log.info('order refused: its client_order_id belongs to another order', fields);
        break;
      case 'denied': {
        this.#count(order, 'denied', seconds);
        const { reason, limit, observed } = result.denial;
        this.log.info('order denied', { ...fields, reason, limit, observed });
        break;
      }
      case 'open':
        this.log.info('order open at the venue', fields);
        break;
      case 'unknown':
        this.unknown(order, result.error, seconds);
        break;
      case 'cancelled':
      case 'expired':
      case 'unfilled':
        this.#count(order, result.outcome === 'cancelled' ? 'cancelled' : 'expired', seconds);
        this.log.info(`order ${result.outcome}`, { ...fields, error: result.error });
        break;
      default:
        this.#count(order, 'rejected', seconds);
        this.log.event('order.rejected', { ...fields, reason: result.code ?? result.outcome, error: result.error });
    }
  }

  /** The ledger could not record the order, so it went nowhere. */
  notRecorded(order: Order, error: unknown, seconds: number): void {
    this.#count(order, 'rejected', seconds);
    this.log.event('order.rejected', { ...fieldsOf(order), reason: 'store_unavailable', error: messageOf(error) });
  }

  /** A store or the venue failed in mid-order: what became of it is not known yet. */
  unknown(order: Order, error: unknown, seconds: number): void {
    this.#count(order, 'unknown', seconds);
    this.log.event('order.unknown', { ...fieldsOf(order), error });
  }

  /** A fill was booked. */
  booked(side: Order['side']): void {
    this.instruments.qt_fills_total.add(1, { side });
  }

  /** A limit order ended that had been open; null: nothing of it executed. `reason`: why it did not fill whole. */
  ended(order: Order, filled: FilledOrder | null, closed: readonly Position[], reason: string): void {
    const outcome = filled === null ? 'cancelled' : 'filled';
    this.instruments.qt_orders_total.add(1, { side: order.side, outcome });
    if (filled?.status !== 'filled') this.log.info('order ended', { ...fieldsOf(order), outcome, reason });
    if (filled !== null) this.#filled(filled, closed);
  }

  /** An order that was interrupted in a state turned out to have executed, or not (null). */
  reconciled(order: Order, was: string, filled: FilledOrder | null, closed: readonly Position[]): void {
    const outcome = filled === null ? 'cancelled' : 'filled';
    this.instruments.qt_orders_total.add(1, { side: order.side, outcome });
    this.log.event('order.reconciled', { ...fieldsOf(order), outcome, was });
    if (filled !== null) this.#filled(filled, closed);
  }

  #count({ side }: Order, outcome: OrderOutcome, seconds: number): void {
    this.instruments.qt_orders_total.add(1, { side, outcome });
    this.instruments.qt_order_duration_seconds.record(seconds);
  }

  #filled({ order, quantity, price, fee, realisedPnl }: FilledOrder, closed: readonly Position[]): void {
    const money = { price: decimalText(price), fee: decimalText(fee), realised_pnl: decimalText(realisedPnl) };
    this.log.event('order.filled', { ...fieldsOf(order), quantity: decimalText(quantity), ...money });
    for (const position of closed) this.#positionClosed(position, order);
  }

  #positionClosed({ symbol, profile, quantity }: Position, { clientOrderId, origin }: Order): void {
    this.log.event('position.closed', {
      client_order_id: clientOrderId,
      symbol,
      ...(profile === null ? {} : { profile }),
      quantity: decimalText(quantity),
      origin,
    });
  }
}

function fieldsOf({ clientOrderId, symbol, profile, side, origin }: Order) {
  return { client_order_id: clientOrderId, symbol, ...(profile === null ? {} : { profile }), side, origin };
}
