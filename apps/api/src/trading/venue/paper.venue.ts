import { Inject, Injectable } from '@nestjs/common';
import {
  type Amount,
  amount,
  basisPoints,
  bookedFee,
  bookedNotional,
  roundDown,
  roundUp,
  SMALLEST_PRICE,
} from '@qt/domain';
import { NOW } from '@qt/nest-service';
import { ApiConfig } from '../../config.ts';
import type { Execution } from '../domain/order.ts';
import { Venue, type VenueOrder } from './venue.ts';

/**
 * Fills each order at once, whole, at its reference price plus or minus the slippage. It has no state: a paper fill exists
 * only in the ledger.
 */
@Injectable()
export class PaperVenue extends Venue {
  readonly #slippageBps: Amount;
  readonly #feeBps: Amount;

  constructor(
    config: ApiConfig,
    @Inject(NOW) private readonly now: () => number,
  ) {
    super();
    this.#slippageBps = amount(config.QT_PAPER_SLIPPAGE_BPS);
    this.#feeBps = amount(config.QT_PAPER_FEE_BPS);
  }

  estimate({ side, quantity, referencePrice }: VenueOrder): Execution {
    const move = basisPoints(referencePrice, this.#slippageBps);
    // Against the account, so that the slippage of a cheap coin is never rounded to nothing.
    const price =
      side === 'buy' ? roundUp(referencePrice.plus(move)) : atLeastATick(roundDown(referencePrice.minus(move)));
    const notional = bookedNotional(side, price, quantity);
    return {
      price,
      notional,
      fee: bookedFee(notional, this.#feeBps),
      slippage: roundUp(price.minus(referencePrice).abs().times(quantity)),
      filledAt: this.now(),
    };
  }

  async submit(order: VenueOrder): Promise<Execution> {
    return this.estimate(order);
  }

  async findExecution(): Promise<Execution | null> {
    return null;
  }
}

function atLeastATick(price: Amount): Amount {
  return price.isZero() ? SMALLEST_PRICE : price;
}
