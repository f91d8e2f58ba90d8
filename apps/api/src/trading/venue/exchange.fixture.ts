import { type Amount, amount, baseAssetOf, floorTo, type Instrument, quoteAssetOf, ZERO } from '@qt/domain';
import type { VenueFill } from '../domain/execution.ts';
import type { Execution } from '../domain/order.ts';
import { paperVenue } from '../trading.fixture.ts';
import type { PaperVenue } from './paper.venue.ts';
import {
  type Balance,
  type ListedFill,
  Venue,
  type VenueOrder,
  type VenueOrderKey,
  VenueRejection,
  type VenueReport,
} from './venue.ts';

/** What goes wrong with the next order; the exchange's own books stay right in each. */
export const EXCHANGE_FAULTS = [
  'none',
  'refused',
  'timeout_before_acceptance',
  'timeout_after_acceptance',
  'late_visibility',
  'partial_then_cancel',
  'rests',
  'repeats_fills',
  'commission_in_coin',
  'commission_in_bnb',
  'silent',
] as const;
export type ExchangeFault = (typeof EXCHANGE_FAULTS)[number];

const VISIBLE_AFTER_MS = 60_000;
const LOT = amount('0.00001');

/** An exchange in memory: it fills in two parts, remembers what it did, and fails as `fault` says. */
export class Exchange extends Venue {
  override readonly visibleAfterMs = VISIBLE_AFTER_MS;
  override readonly booksUrl = 'http://exchange';
  override readonly takesDust = false;
  fault: ExchangeFault = 'none';
  /** What limit orders are compared with: one that this does not reach stays open, or expires. */
  price: Amount | null = null;
  readonly #open = new Map<string, VenueOrder>();
  /** While true it answers no question. */
  silent = false;
  readonly orders = new Map<string, VenueReport & { readonly visibleAt: number }>();
  /** What was paid in, by asset; negative: out. */
  readonly deposits = new Map([
    ['USDT', amount('100000')],
    ['BNB', amount('1')],
  ]);
  /** Fills of others on the same account. */
  readonly foreign: ListedFill[] = [];
  /** Fills that its history does not reach. */
  readonly cutOff = new Set<string>();
  readonly sides = new Map<string, VenueOrder['side']>();
  readonly #paper: PaperVenue;

  constructor(private readonly now: () => number) {
    super();
    this.#paper = paperVenue(0, 10, now);
  }

  estimate(order: VenueOrder): Execution {
    return this.#paper.estimate(order);
  }

  async submit(order: VenueOrder): Promise<VenueReport> {
    const { fault } = this;
    this.fault = 'none';
    if (this.orders.has(order.venueOrderId)) throw new Error('an order was sent twice');
    if (fault === 'refused') throw new VenueRejection('-2010: Account has insufficient balance');
    if (fault === 'timeout_before_acceptance') throw new Error('no answer within 5000 ms');
    const report = this.#reaches(order) ? await this.#execute(order, fault) : unfilled(order);
    if (order.limit?.timeInForce === 'GTC' && fault !== 'partial_then_cancel')
      this.#open.set(order.venueOrderId, order);
    const visibleAt = fault === 'late_visibility' ? this.now() + VISIBLE_AFTER_MS - 1 : 0;
    this.orders.set(order.venueOrderId, { ...report, visibleAt });
    this.sides.set(order.venueOrderId, order.side);
    this.silent = fault === 'silent';
    if (fault === 'timeout_after_acceptance' || visibleAt > 0 || this.silent) throw new Error('socket hang up');
    return fault === 'repeats_fills' ? { ...report, fills: [...report.fills, ...report.fills] } : report;
  }

  /** Fills what is open and reached by the price. */
  async trade(price: string): Promise<void> {
    this.price = amount(price);
    for (const order of this.#open.values()) {
      const known = this.orders.get(order.venueOrderId);
      if (known === undefined || !isOpen(known) || !this.#reaches(order)) continue;
      const whole = await this.#execute(order, 'none');
      this.orders.set(order.venueOrderId, { ...whole, visibleAt: 0 });
    }
  }

  #reaches({ side, limit }: VenueOrder): boolean {
    if (limit === null || this.price === null) return true;
    return side === 'buy' ? limit.price.gte(this.price) : limit.price.lte(this.price);
  }

  async cancel(key: VenueOrderKey): Promise<VenueReport | null> {
    const order = await this.query(key);
    if (order === null || !isOpen(order)) return order;
    const cancelled = { ...order, state: 'cancelled' as const, visibleAt: 0 };
    this.orders.set(key.venueOrderId, cancelled);
    return cancelled;
  }

  async query({ venueOrderId }: VenueOrderKey): Promise<VenueReport | null> {
    if (this.silent) throw new Error('no route');
    const order = this.orders.get(venueOrderId);
    return order === undefined || order.visibleAt > this.now() ? null : order;
  }

  async openOrders(): Promise<VenueOrderKey[]> {
    if (this.silent) throw new Error('no route');
    return [...this.orders.values()].filter(isOpen);
  }

  async fillsSince(symbol: string, since: number): Promise<ListedFill[]> {
    if (this.silent) throw new Error('no route');
    const listed = this.#fills().filter((fill) => fill.symbol === symbol && fill.filledAt >= since);
    return listed.filter(({ id }) => !this.cutOff.has(id));
  }

  async balances(): Promise<ReadonlyMap<string, Balance>> {
    if (this.silent) throw new Error('no route');
    const held = new Map(this.deposits);
    const add = (asset: string, more: Amount) => held.set(asset, (held.get(asset) ?? ZERO).plus(more));
    for (const { side, symbol, quantity, price, commission, commissionAsset } of this.#fills()) {
      const sign = side === 'buy' ? 1 : -1;
      add(baseAssetOf(symbol), quantity.times(sign));
      add(quoteAssetOf(symbol), price.times(quantity).times(-sign));
      add(commissionAsset, commission.negated());
    }
    return new Map([...held].map(([asset, free]) => [asset, { free, locked: ZERO }]));
  }

  async instruments(): Promise<ReadonlyMap<string, Instrument>> {
    return new Map();
  }

  /** A fill of an order of ours. */
  listed(venueOrderId: string, index = 0): ListedFill {
    const fill = this.#fills().filter((one) => one.venueOrderId === venueOrderId)[index];
    if (fill === undefined) throw new Error('the order has no such fill');
    return fill;
  }

  #fills(): ListedFill[] {
    const own = [...this.orders.values()].flatMap(({ fills, symbol, venueOrderId }) => {
      const side = this.sides.get(venueOrderId) ?? 'buy';
      return fills.map((fill) => ({ ...fill, symbol, venueOrderId, side }));
    });
    return [...own, ...this.foreign];
  }

  async #execute(order: VenueOrder, fault: ExchangeFault): Promise<VenueReport> {
    const { symbol, venueOrderId, quantity } = order;
    const first = floorTo(quantity.times('0.4'), LOT);
    const market = { ...order, limit: null, referencePrice: order.limit?.price ?? order.referencePrice };
    const parts = [first, quantity.minus(first)].map((part) => ({ ...market, quantity: part }));
    const fills: VenueFill[] = [];
    for (const [index, part] of parts.entries()) {
      const { fills: whole } = await this.#paper.submit(part);
      for (const fill of whole)
        fills.push({ ...fill, ...this.#commission(order, fill, fault), id: `${venueOrderId}/${index}` });
    }
    if (fault === 'partial_then_cancel') return { symbol, venueOrderId, state: 'expired', fills: fills.slice(0, 1) };
    if (fault === 'rests') return { symbol, venueOrderId, state: 'partially_filled', fills: fills.slice(0, 1) };
    return { symbol, venueOrderId, state: 'filled', fills };
  }

  #commission({ side }: VenueOrder, { quantity }: VenueFill, fault: ExchangeFault): Partial<VenueFill> {
    if (fault === 'commission_in_bnb') return { commission: amount('0.00012345'), commissionAsset: 'BNB' };
    if (fault !== 'commission_in_coin' || side === 'sell') return {};
    return { commission: quantity.times('0.001'), commissionAsset: 'BTC' };
  }
}

function isOpen({ state }: VenueReport): boolean {
  return state === 'accepted' || state === 'partially_filled';
}

function unfilled({ symbol, venueOrderId, limit }: VenueOrder): VenueReport {
  return { symbol, venueOrderId, state: limit?.timeInForce === 'GTC' ? 'accepted' : 'expired', fills: [] };
}
