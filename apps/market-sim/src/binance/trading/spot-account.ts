import { type Amount, amount, baseAssetOf, floorTo, type Instrument, quoteAssetOf, roundDown, ZERO } from '@qt/domain';
import type { Balance } from './balance.ts';
import { executedOf, isOpen, type OrderRequest, type SpotOrder, type Trade } from './spot-order.ts';
import type { SpotStore } from './spot-store.ts';

/** What the market offers an order: its instrument, and the price it meets. */
export interface Offer {
  readonly instrument: Instrument;
  readonly price: Amount;
  /** Unix ms. */
  readonly at: number;
}

/** How an order is to end or be seen, for drills. */
export interface OrderFate {
  /** The part of it that fills at once, 0 to 1. Default: 1. */
  readonly fillShare?: Amount;
  /** The exchange expires what has not filled at once, also of an order that would rest. */
  readonly expires?: boolean;
  /** What rests of it fills no sooner than after this long, ms. */
  readonly restsMs?: number;
  /** No query shows it for this long, ms. */
  readonly hiddenMs?: number;
}

/** Taken from the received asset, as Binance does without BNB. */
const COMMISSION = amount('0.001');
/** A market order fills in two parts, the first of this share. */
const FIRST_PART = amount('0.6');

/** One account at the simulated Binance: balances, orders and trades, kept over restarts. */
export class SpotAccount {
  readonly #balances: Map<string, Balance>;
  readonly #orders: SpotOrder[] = [];
  readonly #trades: Trade[] = [];

  /** `opening`: what an account holds that the store does not know. */
  constructor(
    opening: Readonly<Record<string, Amount>>,
    private readonly store: SpotStore,
  ) {
    const { balances, orders } = store.load();
    this.#balances = new Map(balances);
    this.#orders.push(...orders);
    this.#trades.push(...orders.flatMap(({ trades }) => trades).sort((a, b) => a.id - b.id));
    if (balances.size > 0) return;
    for (const [asset, free] of Object.entries(opening)) this.#balances.set(asset, { free, locked: ZERO });
    store.save(null, this.#balances);
  }

  balances(): ReadonlyMap<string, Balance> {
    return this.#balances;
  }

  /** The newest order with this id; undefined: none, or none that is visible yet. */
  find(symbol: string, by: { readonly orderId?: number; readonly clientOrderId?: string }, at: number) {
    return this.#orders.findLast(
      (order) =>
        order.symbol === symbol &&
        order.visibleAt <= at &&
        (by.orderId === undefined ? order.clientOrderId === by.clientOrderId : order.orderId === by.orderId),
    );
  }

  open(symbol?: string): readonly SpotOrder[] {
    return this.#orders.filter((order) => isOpen(order) && (symbol === undefined || order.symbol === symbol));
  }

  trades(symbol: string): readonly Trade[] {
    return this.#trades.filter((trade) => trade.symbol === symbol);
  }

  /** Whether the free balance covers the order at this price. */
  covers({ symbol, side, quantity, price }: OrderRequest, marketPrice: Amount): boolean {
    const [asset, needed] =
      side === 'BUY' ? [quoteAssetOf(symbol), quantity.times(price ?? marketPrice)] : [baseAssetOf(symbol), quantity];
    return this.#balance(asset).free.gte(needed);
  }

  /** Takes an order that `covers`: what the market fills at once is filled, the rest rests or expires. */
  place(request: OrderRequest, offer: Offer, fate: OrderFate = {}): SpotOrder {
    const { fillShare = amount(1), hiddenMs = 0, restsMs = 0, expires = false } = fate;
    const { at } = offer;
    const order: SpotOrder = {
      ...request,
      orderId: this.#orders.length + 1,
      at,
      status: 'NEW',
      updatedAt: at,
      trades: [],
      visibleAt: hiddenMs === 0 ? 0 : at + hiddenMs,
      fillsFrom: restsMs === 0 ? 0 : at + restsMs,
    };
    this.#orders.push(order);
    // All or nothing: an order that cannot fill whole at once does not fill at all.
    const killed = order.timeInForce === 'FOK' && fillShare.lessThan(1);
    if (!killed && crosses(order, offer.price)) this.#fill(order, offer, fillShare);
    if (order.status === 'FILLED') return this.#saved(order);
    if (expires || order.type === 'MARKET' || order.timeInForce !== 'GTC') order.status = 'EXPIRED';
    else this.#lock(order, 1);
    return this.#saved(order);
  }

  /** Fills the resting orders of a symbol that the market has reached, at their own price. */
  match(symbol: string, offer: Offer): void {
    for (const order of this.open(symbol)) {
      if (order.fillsFrom > offer.at || !crosses(order, offer.price)) continue;
      this.#lock(order, -1);
      this.#fill(order, { ...offer, price: order.price ?? offer.price }, amount(1));
      this.#saved(order);
    }
  }

  cancel(order: SpotOrder, at: number): void {
    this.#lock(order, -1);
    order.status = 'CANCELED';
    order.updatedAt = at;
    this.#saved(order);
  }

  #saved(order: SpotOrder): SpotOrder {
    this.store.save(order, this.#balances);
    return order;
  }

  #fill(order: SpotOrder, { instrument, price, at }: Offer, share: Amount): void {
    const { step } = instrument.lot;
    const due = floorTo(order.quantity.minus(executedOf(order)).times(share), step);
    const first = floorTo(due.times(FIRST_PART), step);
    for (const quantity of [first, due.minus(first)]) {
      if (!quantity.isZero()) this.#trade(order, quantity, price, at);
    }
    order.status = executedOf(order).equals(order.quantity) ? 'FILLED' : 'PARTIALLY_FILLED';
    order.updatedAt = at;
  }

  #trade(order: SpotOrder, quantity: Amount, price: Amount, at: number): void {
    const [base, quote] = [baseAssetOf(order.symbol), quoteAssetOf(order.symbol)];
    const isBuyer = order.side === 'BUY';
    const worth = price.times(quantity);
    const commissionAsset = isBuyer ? base : quote;
    const commission = roundDown((isBuyer ? quantity : worth).times(COMMISSION));
    this.#move(base, isBuyer ? quantity.minus(commission) : quantity.negated());
    this.#move(quote, isBuyer ? worth.negated() : worth.minus(commission));
    const trade = {
      id: this.#trades.length + 1,
      orderId: order.orderId,
      symbol: order.symbol,
      price,
      quantity,
      commission,
      commissionAsset,
      isBuyer,
      at,
    };
    this.#trades.push(trade);
    order.trades.push(trade);
  }

  /** Locks (1) or unlocks (−1) what an order that rests still needs. */
  #lock(order: SpotOrder, sign: 1 | -1): void {
    const left = order.quantity.minus(executedOf(order));
    const [asset, needed] =
      order.side === 'BUY'
        ? [quoteAssetOf(order.symbol), left.times(order.price ?? ZERO)]
        : [baseAssetOf(order.symbol), left];
    const { free, locked } = this.#balance(asset);
    const moved = needed.times(sign);
    this.#balances.set(asset, { free: free.minus(moved), locked: locked.plus(moved) });
  }

  #move(asset: string, change: Amount): void {
    const { free, locked } = this.#balance(asset);
    this.#balances.set(asset, { free: free.plus(change), locked });
  }

  #balance(asset: string): Balance {
    return this.#balances.get(asset) ?? { free: ZERO, locked: ZERO };
  }
}

function crosses({ type, side, price }: OrderRequest, market: Amount): boolean {
  if (type === 'MARKET' || price === null) return true;
  return side === 'BUY' ? price.gte(market) : price.lte(market);
}
