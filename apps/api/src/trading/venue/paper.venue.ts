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
import { MarketData } from '@qt/market-data';
import { NOW } from '@qt/nest-service';
import { ApiConfig } from '../../config.ts';
import { executionOf, type VenueFill } from '../domain/execution.ts';
import type { Execution } from '../domain/order.ts';
import { Venue, type VenueOrder, type VenueReport } from './venue.ts';

/**
 * Fills each order at once, whole, at its reference price plus or minus the slippage. It has no state: a paper fill exists
 * only in the ledger.
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
    return executionOf(order, this.#fillOf(order), order.referencePrice);
  }

  async submit(order: VenueOrder): Promise<VenueReport> {
    const { symbol, venueOrderId } = order;
    return { symbol, venueOrderId, state: 'filled', fills: [this.#fillOf(order)] };
  }

  async cancel(): Promise<null> {
    return null;
  }

  async query(): Promise<null> {
    return null;
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

  #fillOf({ venueOrderId, symbol, side, quantity, referencePrice }: VenueOrder): VenueFill {
    const move = basisPoints(referencePrice, this.#slippageBps);
    // Against the account, so that the slippage of a cheap coin is never rounded to nothing.
    const price =
      side === 'buy' ? roundUp(referencePrice.plus(move)) : atLeastATick(roundDown(referencePrice.minus(move)));
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

function atLeastATick(price: Amount): Amount {
  return price.isZero() ? SMALLEST_PRICE : price;
}
