import type { TradingState } from '@qt/catalogue';
import type { KillSwitch } from '@qt/contracts';
import type { Amount } from '@qt/domain';
import type { BookState } from './book-status.ts';
import type { Trip } from './failsafe.ts';
import type { KnownModel } from './known-models.ts';
import type { MarketPrice } from './market-prices.ts';
import type { KnownOrder, Reservation } from './reservation.ts';

/** The last accepted price of a symbol. */
export interface ReferencePrice {
  /** In USDT. */
  readonly price: Amount;
  /** When the order with it was allowed, Unix ms. */
  readonly at: number;
}

/** The account as the rules see it. Money in USDT. */
export interface AccountState {
  /** Unix ms. */
  readonly now: number;
  readonly killSwitch: KillSwitch;
  readonly tradingState: TradingState;
  /** Rolling 24 h realised loss. */
  readonly loss: Amount;
  /** Cash and positions at market prices, by the guard's own books, and the highest that it has been. */
  readonly equity: Amount;
  readonly equityPeak: Amount;
  readonly trip: Trip | null;
  /** Orders allowed in the last 60 s. */
  readonly ordersLastMinute: number;
  /** Orders that were allowed and given up in the last 60 s. */
  readonly cancelsLastMinute: number;
  readonly books: BookState;
  /** By how much a provider's clock is ahead of this one, ms. */
  readonly clockOffsetMs: number;
  /** Of the guard's own prices of symbols that may be ordered, the newest; null: it has none yet. */
  readonly newestPrice: MarketPrice | null;
  /** Why the store accepted no write when last tried; null: it accepted one. */
  readonly storeFault: string | null;
}

/** Everything the rules may know besides the order and the limits. Money in USDT. */
export interface OrderContext extends AccountState {
  /** An earlier order with the same id; null: the id is new. */
  readonly known: KnownOrder | null;
  /** The allowed orders within the duplicate window, except those that were released. */
  readonly recent: readonly Reservation[];
  /** The models of the registry; null: it has not answered yet. */
  readonly models: readonly KnownModel[] | null;
  /** The guard's own price of the symbol; null: it has none yet. */
  readonly market: MarketPrice | null;
  /** The last accepted price of the symbol, for an exit when there is no other. */
  readonly reference: ReferencePrice | null;
  /** The order's symbol, in the base asset: filled; filled less open sells; filled and on order. */
  readonly held: Amount;
  readonly sellable: Amount;
  readonly committed: Amount;
  /** The value of all other symbols at market prices, open orders included. */
  readonly otherExposure: Amount;
  /** How many other symbols are held or on order. */
  readonly otherOpenSymbols: number;
  /** By the guard's own books. */
  readonly cash: Amount;
  /** What open buys may lose at once, by fee and slippage. */
  readonly lossOnOrder: Amount;
  /** What open buys may still cost. */
  readonly cashOnOrder: Amount;
}
