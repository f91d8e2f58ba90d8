import { amount, type Denial, decimalText } from '@qt/domain';
import { isSet, type Row } from '../../store/row.ts';
import { type Account, applyFill } from '../domain/account.ts';
import { executionOf, type VenueFill } from '../domain/execution.ts';
import { InvalidTransition } from './invalid-transition.ts';
import type { LedgerOrder, OrderState, UnfilledState } from './ledger.repository.ts';
import { executedOf, fillColumns, orderOf } from './order-rows.ts';

type State = OrderState['state'];

/** A change of an order's state. */
export interface Move {
  readonly state: State;
  readonly cause: string;
  /** The guard has to be told; what it had to be told before, it still has. */
  readonly guardDue: boolean;
}

const AT_VENUE = ['sent', 'accepted', 'partially_filled', 'unknown'] as const satisfies State[];

/** @throws InvalidTransition unless the order is new, or has ended, executed nothing and owes the guard nothing */
export function expectMayBegin(known: LedgerOrder | null, clientOrderId: string): void {
  const mayBegin = known === null || ('cause' in known && known.filled === null && !known.guardDue);
  if (!mayBegin) throw new InvalidTransition(clientOrderId, 'begin', known.state);
}

/** @throws InvalidTransition, as each of the following */
export function reservation(row: Row | undefined, clientOrderId: string, reservationId: string): Move {
  expectIn(row, clientOrderId, 'reserve', 'new');
  return { state: 'reserved', cause: `reservation ${reservationId}`, guardDue: false };
}

export function sending(row: Row | undefined, clientOrderId: string, venueOrderId: string): Move {
  expectIn(row, clientOrderId, 'send', 'reserved');
  return { state: 'sent', cause: sentAs(venueOrderId), guardDue: false };
}

/** The cause of the event by which an order went to its venue. */
export function sentAs(venueOrderId: string): string {
  return `as ${venueOrderId}`;
}

export function acceptance(row: Row | undefined, clientOrderId: string): Move {
  const known = expectIn(row, clientOrderId, 'accept', 'sent', 'unknown');
  const state = known['last_fill'] === null ? 'accepted' : 'partially_filled';
  return { state, cause: 'the venue has it', guardDue: false };
}

export function suspension(row: Row | undefined, clientOrderId: string, cause: string): Move {
  expectIn(row, clientOrderId, 'suspend', 'sent', 'accepted', 'partially_filled');
  return { state: 'unknown', cause, guardDue: false };
}

export function ending(row: Row | undefined, clientOrderId: string, state: UnfilledState, cause: string): Move {
  const known = expectIn(row, clientOrderId, `become ${state}`, 'new', 'reserved', ...AT_VENUE);
  return { state, cause, guardDue: known['reservation_id'] !== null };
}

/** @throws InvalidTransition unless the guard has something to acknowledge */
export function expectGuardDue(row: Row | undefined, clientOrderId: string): void {
  const known = expectKnown(row, clientOrderId, 'acknowledge');
  if (!isSet(known, 'guard_due')) throw new InvalidTransition(clientOrderId, 'acknowledge', String(known['state']));
}

/** The order that a fill is of. @throws InvalidTransition unless it is at its venue */
export function fillable(row: Row | undefined, clientOrderId: string): Row {
  return expectIn(row, clientOrderId, 'fill', ...AT_VENUE);
}

/** What a fill changes, or why the account does not cover it. */
export type BookedFill =
  | { readonly covered: false; readonly denial: Denial }
  | {
      readonly covered: true;
      readonly account: Account;
      /** Of the new row of `fills`. */
      readonly columns: ReturnType<typeof fillColumns>;
      readonly move: Move;
    };

/** Books a fill of an order at the venue. `fills`: the rows of those before it; `account`: in its symbol. */
export function bookedFill(row: Row, fills: readonly Row[], account: Account, fill: VenueFill): BookedFill {
  const order = orderOf(row);
  const execution = executionOf(order, fill, amount(String(row['reference_price'])));
  const booking = applyFill(account, order, execution);
  if (!booking.covered) return booking;
  const whole = executedOf(fills).plus(fill.quantity).gte(order.quantity);
  const cause = `fill ${fill.id}: ${decimalText(fill.quantity)} at ${decimalText(fill.price)}`;
  return {
    covered: true,
    account: booking.account,
    columns: fillColumns(order, fill, { ...execution, realisedPnl: booking.realisedPnl }),
    move: { state: whole ? 'filled' : 'partially_filled', cause, guardDue: true },
  };
}

/** @throws InvalidTransition for an order that is not in the ledger */
function expectKnown(row: Row | undefined, clientOrderId: string, transition: string): Row {
  if (row === undefined) throw new InvalidTransition(clientOrderId, transition, 'not in the ledger');
  return row;
}

function expectIn(row: Row | undefined, clientOrderId: string, transition: string, ...states: State[]): Row {
  const known = expectKnown(row, clientOrderId, transition);
  const state = String(known['state']) as State;
  if (!states.includes(state)) throw new InvalidTransition(clientOrderId, transition, state);
  return known;
}
