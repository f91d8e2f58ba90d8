import { Inject, Injectable } from '@nestjs/common';
import {
  type Amount,
  amount,
  basisPoints,
  bookedFee,
  bookedNotional,
  quoteAssetOf,
  roundDown,
  roundUp,
  SMALLEST_PRICE,
} from '@qt/domain';
import { type AgedPrice, isOfExchange, MarketData } from '@qt/market-data';
import { NOW } from '@qt/nest-service';
import { ApiConfig } from '../../config.ts';
import { executionOf, type VenueFill } from '../domain/execution.ts';
import type { Execution, Limit } from '../domain/order.ts';
import { Venue, type VenueOrder, type VenueOrderKey, type VenueReport } from './venue.ts';

/** An open order fills at a price at most this old, ms. */
const MAX_PRICE_AGE_MS = 5000;

/**
 * Fills each order whole: at the market, at its reference price plus or minus the slippage, or a limit order that has to
 * wait, at its own price once the market reaches it. It has no state: fills and open orders exist only in the ledger.
 */
@Injectable()
export class PaperVenue extends Venue {
  override readonly visibleAfterMs = 0;
  override readonly booksUrl = null;
  override readonly takesDust = true;
  readonly #slippageBps: Amount;
  readonly #feeBps: Amount;

  constructor(
    config: ApiConfig,
    private readonly market: MarketData,
    @Inject(NOW) private readonly now: () => number,
  ) {
    super();
    this.#slippageBps = amount(config.QT_PAPER_SLIPPAGE_BPS);
    this.#feeBps = amount(config.QT_PAPER_FEE_BPS);
  }

  estimate(order: VenueOrder): Execution {
    const fill = order.limit === null ? this.#fillOf(order) : this.#fillAt(order, order.limit.price);
    return executionOf(order, fill, order.referencePrice);
  }

  async submit(order: VenueOrder): Promise<VenueReport> {
    const fill = this.#fillOf(order);
    if (order.limit === null || reaches(order, fill.price)) return reportOf(order, 'filled', [fill]);
    return reportOf(order, order.limit.timeInForce === 'GTC' ? 'accepted' : 'expired');
  }

  async cancel(order: VenueOrderKey | VenueOrder): Promise<VenueReport | null> {
    return isOpenLimit(order) ? reportOf(order, 'cancelled') : null;
  }

  async query(order: VenueOrderKey | VenueOrder): Promise<VenueReport | null> {
    if (!isOpenLimit(order)) return null;
    const { prices } = await this.market.prices([order.symbol], { maxAgeMs: MAX_PRICE_AGE_MS });
    const price = prices.get(order.symbol);
    if (price === undefined || !isTraded(price) || !reaches(order, amount(price.price))) {
      return reportOf(order, 'accepted');
    }
    return reportOf(order, 'filled', [this.#fillAt(order, order.limit.price)]);
  }

  async openOrders() {
    return [];
  }

  async fillsSince() {
    return [];
  }

  async balances() {
    return new Map();
  }

  instruments() {
    return this.market.instruments();
  }

  #fillOf(order: VenueOrder): VenueFill {
    const { side, referencePrice } = order;
    const move = basisPoints(referencePrice, this.#slippageBps);
    // Against the account, so that the slippage of a cheap coin is never rounded to nothing.
    const price =
      side === 'buy' ? roundUp(referencePrice.plus(move)) : atLeastATick(roundDown(referencePrice.minus(move)));
    return this.#fillAt(order, price);
  }

  #fillAt({ venueOrderId, symbol, side, quantity }: VenueOrder, price: Amount): VenueFill {
    return {
      id: `paper:${venueOrderId}`,
      quantity,
      price,
      commission: bookedFee(bookedNotional(side, price, quantity), this.#feeBps),
      commissionAsset: quoteAssetOf(symbol),
      filledAt: this.now(),
    };
  }
}

type LimitOrder = VenueOrder & { readonly limit: Limit };

function isOpenLimit(order: VenueOrderKey | VenueOrder): order is LimitOrder {
  return 'limit' in order && order.limit?.timeInForce === 'GTC';
}

/** While the exchange gives no price, the latest one or that of another source shows, but nothing meets an open order. */
function isTraded(price: AgedPrice): boolean {
  return !price.stale && isOfExchange(price);
}

/** Whether the order takes this price. */
function reaches({ side, limit }: VenueOrder, price: Amount): boolean {
  if (limit === null) return true;
  return side === 'buy' ? price.lte(limit.price) : price.gte(limit.price);
}

function reportOf(
  { symbol, venueOrderId }: VenueOrderKey,
  state: VenueReport['state'],
  fills: readonly VenueFill[] = [],
): VenueReport {
  return { symbol, venueOrderId, state, fills };
}

function atLeastATick(price: Amount): Amount {
  return price.isZero() ? SMALLEST_PRICE : price;
}
