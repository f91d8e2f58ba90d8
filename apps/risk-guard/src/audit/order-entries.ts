import { type Amount, decimalText, type Order } from '@qt/domain';
import type { Denials } from '../domain/decision.ts';
import type { ReportedFill, Reservation } from '../domain/reservation.ts';
import type { DecisionAction, NewAuditEntry } from '../store/audit-entry.ts';

/** Who asked, as the audit names it. */
export interface Caller {
  /** The name of a service. */
  readonly actor: string;
  readonly requestId: string | null;
}

/** A call that does not say who it is from. */
export const UNNAMED: Caller = { actor: 'service', requestId: null };

/** The audit entries of orders. `at`: Unix ms. */
export const orderEntries = {
  allowed: (order: Reservation, by: Caller, at: number) =>
    entry('reserve', 'accepted', `allowed ${reserved(order)}`, by, at),
  /** Of an order that is open in the API's ledger, and whose reservation is not here any more. */
  reservedAgain: (order: Reservation, by: Caller, at: number) =>
    entry('reserve', 'accepted', `reserved again, as the ledger has it open: ${reserved(order)}`, by, at),
  repeated: (order: Reservation, by: Caller, at: number) =>
    entry('reserve', 'accepted', `allowed before: ${reserved(order)}`, by, at),
  denied: (order: Order, [{ reason, limit, observed }]: Denials, by: Caller, at: number) =>
    entry(
      'reserve',
      'refused',
      `denied ${terms(order)}: ${reason}, limit ${limit ?? 'none'}, observed ${observed ?? 'nothing'}`,
      by,
      at,
    ),
  /** `counted`: what it realised, in USDT, as the loss of the day counts it; `expectedPrice`: what its price is too far from. */
  filled: (fill: ReportedFill, counted: Amount, expectedPrice: Amount | null, by: Caller, at: number) =>
    entry(
      'confirm',
      'accepted',
      `filled${fill.open ? ' in part' : ''} ${terms(fill)} at ${priceOf(fill, expectedPrice)}, fee ${decimalText(fill.fee)}, realised ${realised(fill, counted)}, reservation ${fill.reservationId ?? 'unknown'}`,
      by,
      at,
    ),
  /** Of an order that had filled in part. */
  ended: (executed: ReportedFill, by: Caller, at: number) =>
    entry('confirm', 'accepted', `ended after ${terms(executed)}`, by, at),
  released: (reservationId: string, why: string, by: Caller, at: number) =>
    entry('release', 'accepted', `released reservation ${reservationId}: ${why}`, by, at),
};

function priceOf({ price }: ReportedFill, expected: Amount | null): string {
  return expected === null ? decimalText(price) : `${decimalText(price)}, expected near ${decimalText(expected)}`;
}

function realised({ realisedPnl }: ReportedFill, counted: Amount): string {
  const reported = decimalText(realisedPnl);
  return counted.equals(realisedPnl) ? reported : `${reported} as reported, counted as ${decimalText(counted)}`;
}

function reserved(order: Reservation): string {
  return `${terms(order)} at ${decimalText(order.price)}, reservation ${order.reservationId}`;
}

function terms({
  side,
  quantity,
  symbol,
  clientOrderId,
}: Pick<Order, 'side' | 'quantity' | 'symbol' | 'clientOrderId'>) {
  return `${side} ${decimalText(quantity)} ${symbol} as ${clientOrderId}`;
}

function entry(
  action: DecisionAction,
  outcome: NewAuditEntry['outcome'],
  detail: string,
  { actor, requestId }: Caller,
  at: number,
): NewAuditEntry {
  return { at, actor, action, outcome, detail, requestId };
}
