import type { Amount, OrderTerms } from '@qt/domain';
import type { InstrumentAnswer } from '@qt/market-data';
import type { VenueFill } from '../domain/execution.ts';
import type { Execution, Limit } from '../domain/order.ts';

/** How a venue knows an order. */
export interface VenueOrderKey {
  readonly symbol: string;
  /** Ours, 1 to 36 of `A-Z a-z 0-9 . _ : / -`: one for one attempt to order, never used again. */
  readonly venueOrderId: string;
}

/** An order as it is sent. */
export interface VenueOrder extends VenueOrderKey, Pick<OrderTerms, 'side' | 'quantity'> {
  /** The latest price, USDT per unit: a market order fills near it. */
  readonly referencePrice: Amount;
  /** Null: a market order. */
  readonly limit: Limit | null;
}

/** What a venue says of an order: its state, and every fill so far. */
export interface VenueReport extends VenueOrderKey {
  readonly state: 'accepted' | 'partially_filled' | 'filled' | 'cancelled' | 'rejected' | 'expired';
  readonly fills: readonly VenueFill[];
  /** Why it ended without being filled, in the venue's words. */
  readonly reason?: string;
}

/** A fill as a venue lists it, with the order that it belongs to. */
export interface ListedFill extends VenueFill, VenueOrderKey, Pick<OrderTerms, 'side'> {}

/** What a venue holds of one asset. */
export interface Balance {
  readonly free: Amount;
  /** In open orders. */
  readonly locked: Amount;
}

/** The venue refused the order, so it is nowhere. Any other error of `submit` leaves that open: ask `query`. */
export class VenueRejection extends Error {
  override readonly name = 'VenueRejection';
}

/** Where orders fill. */
export abstract class Venue {
  /** An order that is accepted is visible to `query` after at most this long, in ms. */
  abstract readonly visibleAfterMs: number;
  /** Where it keeps books of its own; null: it has none, and what it executed is in the ledger alone. */
  abstract readonly booksUrl: string | null;
  /** A position may be closed whole, also where that is no multiple of the symbol's step. */
  abstract readonly takesDust: boolean;
  /** The worst execution that the order could get now: the most that a buy costs, the least that a sell brings. */
  abstract estimate(order: VenueOrder): Execution;
  /** @throws VenueRejection; any other error if the outcome is not known */
  abstract submit(order: VenueOrder): Promise<VenueReport>;
  /** Ends an order that has not filled whole; null: the venue does not know it. */
  abstract cancel(order: VenueOrderKey | VenueOrder): Promise<VenueReport | null>;
  /**
   * Null: the venue does not know the order, which for `visibleAfterMs` after its submission may be too early. A venue without
   * books of its own knows an open order only by its terms.
   */
  abstract query(order: VenueOrderKey | VenueOrder): Promise<VenueReport | null>;
  /** Orders of anybody that are still open. */
  abstract openOrders(): Promise<readonly VenueOrderKey[]>;
  /** Fills in a symbol from an instant on (Unix ms), oldest first. */
  abstract fillsSince(symbol: string, since: number): Promise<readonly ListedFill[]>;
  /** By asset; none without books of its own. */
  abstract balances(): Promise<ReadonlyMap<string, Balance>>;
  /** How it trades each configured symbol. */
  abstract instruments(): Promise<ReadonlyMap<string, InstrumentAnswer>>;
}
