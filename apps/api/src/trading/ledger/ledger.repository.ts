import type { Profile } from '@qt/catalogue';
import type { Amount, Denial, PositionKey } from '@qt/domain';
import type { Account } from '../domain/account.ts';
import type { VenueFill } from '../domain/execution.ts';
import type { FilledOrder, Order } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';

/** An order that went to the venue. */
interface AtVenue {
  readonly reservationId: string;
  readonly venueOrderId: string;
  /** When it was about to be submitted, Unix ms. */
  readonly sentAt: number;
  /** What the market was at then, USDT. */
  readonly referencePrice: Amount;
  /** What has executed so far. */
  readonly filled: FilledOrder | null;
}

/** How an order ended without being filled whole. */
export type UnfilledState = 'cancelled' | 'rejected' | 'expired';

/**
 * The life of an order. `new`: the guard may have been asked. `reserved`: it allowed the order, which is nowhere yet.
 * `sent`: the venue may have it. `accepted`, `partially_filled`: the venue has it. `unknown`: the venue does not say, and
 * the symbol is frozen until it does. The others are final; one that executed nothing may be submitted again.
 */
export type OrderState =
  | { readonly state: 'new' }
  | { readonly state: 'reserved'; readonly reservationId: string }
  | ({ readonly state: 'sent' | 'accepted' | 'partially_filled' | 'unknown' } & AtVenue)
  | { readonly state: 'filled'; readonly reservationId: string; readonly filled: FilledOrder }
  | { readonly state: UnfilledState; readonly filled: FilledOrder | null; readonly cause: string };

export type LedgerOrder = OrderState & {
  readonly order: Order;
  /** The guard has not acknowledged what executed of it, or how it ended. */
  readonly guardDue: boolean;
};

/** An order that is at the venue, or may be. */
export type VenueLedgerOrder = Extract<LedgerOrder, AtVenue>;

/** A change of an order's state. */
export interface OrderEvent {
  /** Unix ms. */
  readonly at: number;
  readonly state: OrderState['state'];
  readonly cause: string;
}

export interface AccountTotals extends Omit<Account, 'positions'> {
  /** What the account was opened with. USDT, as the other amounts. */
  readonly openingBalance: Amount;
}

/** What the account has, as of one instant. */
export interface Holdings {
  readonly totals: AccountTotals;
  /** By symbol, oldest first. */
  readonly positions: readonly Position[];
  /** The sequence of the newest fill that is in them, as `Realised` has it; 0: none. */
  readonly lastFill: number;
}

/** The books, as of one instant. */
export interface LedgerBooks extends Omit<Holdings, 'lastFill'> {
  /** How many orders executed at least in part. */
  readonly filledOrders: number;
  readonly unacknowledged: readonly GuardMessage[];
  readonly unfinished: readonly LedgerOrder[];
}

/** A position that a stop sold of. */
export interface Stop {
  readonly symbol: string;
  /** Unix ms. */
  readonly at: number;
}

/** What one fill realised, in USDT, net of fees. */
export interface Realised {
  /** Ascending with each fill. */
  readonly sequence: number;
  readonly profile: Profile | null;
  readonly pnl: Amount;
}

/** An order that executed at least in part, in the sequence of their latest fills. */
export interface SequencedFill {
  /** Ascending with each. */
  readonly sequence: number;
  readonly filled: FilledOrder;
  readonly reservationId: string;
  /** It may fill further. */
  readonly open: boolean;
}

/**
 * Booked, with all that has executed of the order so far; for `repeated` it was booked before. Or why the account does not
 * cover it.
 */
export type FillResult =
  | { readonly covered: true; readonly repeated: boolean; readonly filled: FilledOrder }
  | { readonly covered: false; readonly denial: Denial };

/** A message that the guard has not acknowledged yet. */
export type GuardMessage =
  | {
      readonly kind: 'confirm';
      readonly filled: FilledOrder;
      readonly reservationId: string;
      /** The order may fill further. */
      readonly open: boolean;
    }
  | { readonly kind: 'release'; readonly clientOrderId: string; readonly reservationId: string; readonly why: string };

/**
 * Orders, fills, positions and cash. Each method is one transaction, durable when its promise resolves. A transition
 * that the order's state does not allow rejects with InvalidTransition and changes nothing. Each transition is an event.
 */
export abstract class LedgerRepository {
  abstract find(clientOrderId: string): Promise<LedgerOrder | null>;
  /** Its changes of state, oldest first. */
  abstract events(clientOrderId: string): Promise<OrderEvent[]>;
  /** A new order, or one that ended, executed nothing, and owes the guard nothing → `new`. */
  abstract begin(order: Order): Promise<void>;
  /** `new` → `reserved`. */
  abstract reserve(clientOrderId: string, reservationId: string): Promise<void>;
  /** `reserved` → `sent`. The price is the one that the order is to fill near. */
  abstract send(clientOrderId: string, venueOrderId: string, referencePrice: Amount): Promise<void>;
  /** `sent`, `unknown` → `accepted`, or `partially_filled` if it has. */
  abstract accept(clientOrderId: string): Promise<void>;
  /** `sent`, `accepted`, `partially_filled` → `unknown`. */
  abstract suspend(clientOrderId: string, cause: string): Promise<void>;
  /** Books a fill of an order at the venue → `partially_filled` or `filled`; not if the account does not cover it. */
  abstract fill(clientOrderId: string, fill: VenueFill): Promise<FillResult>;
  /** Any state that is not final → this one. */
  abstract end(clientOrderId: string, state: UnfilledState, cause: string): Promise<void>;
  /** The guard has acknowledged what executed of the order, or how it ended. */
  abstract acknowledge(clientOrderId: string): Promise<void>;
  /** Orders whose state is not final, oldest first. */
  abstract unfinished(): Promise<LedgerOrder[]>;
  /** Of orders whose fills, or whose end, the guard has not acknowledged, oldest first. */
  abstract unacknowledged(): Promise<GuardMessage[]>;
  /** Orders that executed at least in part, from the first after that one on; `after` 0: from the first on. */
  abstract fillsAfter(after: number, limit: number): Promise<SequencedFill[]>;
  /** Orders that executed at least in part, by their latest fill, newest first. */
  abstract fills(limit: number): Promise<FilledOrder[]>;
  abstract position(key: PositionKey): Promise<Position | null>;
  /** By symbol, oldest first. */
  abstract positions(): Promise<Position[]>;
  /** Closes each position no earlier than then (Unix ms); nothing if there is none, or none that ends by itself. */
  abstract extend(positions: readonly (PositionKey & { readonly expiresAt: number })[]): Promise<void>;
  /** When a stop last sold of a profile's position (Unix ms); null: never. */
  abstract stoppedAt(key: PositionKey): Promise<number | null>;
  /** Stops that sold, from an instant on (Unix ms), oldest first. */
  abstract stopsSince(at: number): Promise<Stop[]>;
  abstract totals(): Promise<AccountTotals>;
  abstract holdings(): Promise<Holdings>;
  abstract books(): Promise<LedgerBooks>;
  /** What fills have realised after that one, oldest first. `after` 0: since the account was opened. */
  abstract realisedSince(after: number): Promise<Realised[]>;
  /** Raises the highest equity to this one if that is higher, and returns the highest. USDT. */
  abstract raiseEquityPeak(equity: Amount): Promise<Amount>;
  /** The account with its positions in one symbol, which is all that an order in this symbol can change. */
  abstract account(symbol: string): Promise<Account>;
}
