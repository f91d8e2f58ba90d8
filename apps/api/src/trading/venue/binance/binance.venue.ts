import {
  type Amount,
  amount,
  basisPoints,
  bookedFee,
  bookedNotional,
  quoteAssetOf,
  roundDown,
  roundUp,
} from '@qt/domain';
import {
  type BinanceAccount,
  type BinanceOrder,
  BinanceRefusal,
  type BinanceTrade,
  listedInstruments,
} from '@qt/market-data';
import { executionOf, type VenueFill } from '../../domain/execution.ts';
import type { Execution } from '../../domain/order.ts';
import {
  type Balance,
  type ListedFill,
  Venue,
  type VenueOrder,
  type VenueOrderKey,
  VenueRejection,
  type VenueReport,
} from '../venue.ts';
import { isRefusal, NO_SUCH_ORDER, TIME_REFUSED, UNKNOWN_ORDER } from './refusals.ts';

/** An order is good for five seconds after it was signed, and the exchange's queries may lag behind for some more. */
const VISIBLE_AFTER_MS = 60_000;
/** What a market order may cost beside its price, in basis points; the risk guard allows half a percent for both. */
const WORST_SLIPPAGE = amount(30);
const WORST_FEE = amount(10);
/** Orders whose ids are kept, so that their fills need no question. */
const MOST_REMEMBERED = 10_000;

const STATES: Readonly<Record<string, VenueReport['state']>> = {
  NEW: 'accepted',
  PENDING_NEW: 'accepted',
  PENDING_CANCEL: 'accepted',
  PARTIALLY_FILLED: 'partially_filled',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
};

/** Binance Spot: its testnet, the real exchange, or the simulator, by base URL and key. */
export class BinanceVenue extends Venue {
  override readonly visibleAfterMs = VISIBLE_AFTER_MS;
  override readonly takesDust = false;
  /** By the exchange's number of an order, the id that it was sent under. */
  readonly #sentAs = new Map<number, string>();

  constructor(
    private readonly account: BinanceAccount,
    private readonly symbols: readonly string[],
    override readonly booksUrl: string,
  ) {
    super();
  }

  estimate(order: VenueOrder): Execution {
    const { symbol, side, quantity, referencePrice, venueOrderId, limit } = order;
    const move = basisPoints(referencePrice, WORST_SLIPPAGE);
    const worst = side === 'buy' ? roundUp(referencePrice.plus(move)) : roundDown(referencePrice.minus(move));
    const price = limit?.price ?? worst;
    const commission = bookedFee(bookedNotional(side, price, quantity), WORST_FEE);
    const fill = { id: venueOrderId, quantity, price, commission, commissionAsset: quoteAssetOf(symbol), filledAt: 0 };
    return executionOf(order, fill, referencePrice);
  }

  async submit({ symbol, side, quantity, limit, venueOrderId }: VenueOrder): Promise<VenueReport> {
    const terms = { symbol, side, quantity, clientOrderId: venueOrderId };
    const order = limit === null ? terms : { ...terms, limit };
    try {
      return await this.#reportOf(await this.account.newOrder(order));
    } catch (error) {
      if (!(error instanceof BinanceRefusal)) throw error;
      // The next one is right: this one was not executed, and its price may be old by now.
      if (error.code === TIME_REFUSED) await this.account.syncTime();
      throw isRefusal(error) ? new VenueRejection(error.message, { cause: error }) : error;
    }
  }

  async cancel(key: VenueOrderKey): Promise<VenueReport | null> {
    try {
      await this.account.cancel(key.symbol, key.venueOrderId);
    } catch (error) {
      // It has ended by itself, or was never there: the query says which.
      if (!(error instanceof BinanceRefusal && error.code === UNKNOWN_ORDER)) throw error;
    }
    return this.query(key);
  }

  async query({ symbol, venueOrderId }: VenueOrderKey): Promise<VenueReport | null> {
    try {
      return await this.#reportOf(await this.account.order(symbol, { origClientOrderId: venueOrderId }));
    } catch (error) {
      if (error instanceof BinanceRefusal && error.code === NO_SUCH_ORDER) return null;
      if (error instanceof BinanceRefusal && error.code === TIME_REFUSED) await this.account.syncTime();
      throw error;
    }
  }

  async openOrders(): Promise<readonly VenueOrderKey[]> {
    const orders = await this.account.openOrders();
    return orders.map(({ symbol, clientOrderId }) => ({ symbol, venueOrderId: clientOrderId }));
  }

  async fillsSince(symbol: string, since: number): Promise<readonly ListedFill[]> {
    const trades = await this.account.trades(symbol, { startTime: since });
    const listed: ListedFill[] = [];
    for (const trade of trades) {
      const venueOrderId = await this.#clientIdOf(trade);
      listed.push({ ...fillOf(trade), symbol, side: trade.isBuyer ? 'buy' : 'sell', venueOrderId });
    }
    return listed;
  }

  /** Asked once for each order that was not sent from here. */
  async #clientIdOf({ symbol, orderId }: BinanceTrade): Promise<string> {
    const known = this.#sentAs.get(orderId);
    if (known !== undefined) return known;
    const { clientOrderId } = await this.account.order(symbol, { orderId });
    this.#remember(orderId, clientOrderId);
    return clientOrderId;
  }

  #remember(orderId: number, clientOrderId: string): void {
    const [oldest] = this.#sentAs.keys();
    if (oldest !== undefined && this.#sentAs.size >= MOST_REMEMBERED) this.#sentAs.delete(oldest);
    this.#sentAs.set(orderId, clientOrderId);
  }

  async balances(): Promise<ReadonlyMap<string, Balance>> {
    const { balances } = await this.account.state();
    return new Map(balances.map(({ asset, free, locked }) => [asset, { free, locked }]));
  }

  instruments() {
    return listedInstruments(this.account, this.symbols);
  }

  /** The trades are read besides, since an answer to an order lists those of that moment at most. */
  async #reportOf(order: BinanceOrder): Promise<VenueReport> {
    const { symbol, orderId, status, executedQty } = order;
    const state = STATES[status];
    if (state === undefined) throw new Error(`status of order ${orderId}: expected a known one, actual ${status}`);
    const venueOrderId = order.origClientOrderId ?? order.clientOrderId;
    // A cancelled order has another id from then on.
    if (state !== 'cancelled') this.#remember(orderId, venueOrderId);
    const fills = executedQty.isZero() ? [] : (await this.account.trades(symbol, { orderId })).map(fillOf);
    checkComplete(orderId, executedQty, fills);
    return { symbol, venueOrderId, state, fills };
  }
}

function fillOf({ id, qty, price, commission, commissionAsset, time }: BinanceTrade): VenueFill {
  return { id: String(id), quantity: qty, price, commission, commissionAsset, filledAt: time };
}

/** Trades can be listed later than the order that they fill. */
function checkComplete(orderId: number, executed: Amount, fills: readonly VenueFill[]): void {
  const listed = fills.reduce((sum, { quantity }) => sum.plus(quantity), amount(0));
  if (listed.equals(executed)) return;
  throw new Error(`fills of order ${orderId}: expected ${executed.toFixed()} in all, actual ${listed.toFixed()}`);
}
