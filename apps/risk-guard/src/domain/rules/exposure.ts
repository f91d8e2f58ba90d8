import { type Amount, decimalText } from '../amount.ts';
import { type Denial, denied } from '../decision.ts';
import type { Situation } from '../order-context.ts';
import type { PricedOrder } from '../order-request.ts';
import { forOpening, type Rule } from './rule.ts';

const opening = forOpening<PricedOrder, Situation>;

/** Denies an opening order worth more than one trade may be. */
export const notionalLimit = opening(({ quantity, quote }, _, { maxNotionalPerTrade }) =>
  above('notional_limit', 'notional', quantity.times(quote.price), maxNotionalPerTrade),
);

/** Denies an opening order with which its symbol, open orders included, is worth more than a position may be. */
export const positionLimit = opening((order, situation, { maxPositionNotional }) =>
  above('position_limit', `position in ${order.symbol}`, worthWith(order, situation), maxPositionNotional),
);

/** Denies an opening order in one symbol too many. */
export const maxOpenPositions = opening((_, { committed, otherOpenSymbols }, { maxOpenPositions: most }) => {
  if (committed.greaterThan(0) || otherOpenSymbols < most) return null;
  const [limit, observed] = [String(most), String(otherOpenSymbols + 1)];
  const message = `open positions: expected at most ${limit}, actual ${observed} with this one`;
  return denied('max_open_positions', { limit, observed, message });
});

/** Denies an opening order with which everything held and on order is worth more than it may be. */
export const grossExposureLimit = opening((order, situation, { maxGrossExposure }) => {
  const gross = situation.otherExposure.plus(worthWith(order, situation));
  return above('gross_exposure_limit', 'gross exposure', gross, maxGrossExposure);
});

/** Denies a buy that costs more than the cash not yet on order, fee allowed for, and a sell of more than is held. */
export const insufficientBalance: Rule<PricedOrder> = (order, { sellable, cashOnOrder }, { costAllowancePercent }) => {
  if (order.side === 'buy') {
    const cost = costOf(order.quantity, order.quote.price, costAllowancePercent);
    return above('insufficient_balance', 'cost with fee', cost, order.availableCash.minus(cashOnOrder));
  }
  if (order.quantity.lte(sellable)) return null;
  const [limit, observed] = [decimalText(sellable), decimalText(order.quantity)];
  const message = `quantity: expected at most the ${limit} of ${order.symbol} that can be sold, actual ${observed}`;
  return denied('insufficient_balance', { limit, observed, message });
};

/** What a buy may cost at most: quantity × price, and the allowance for fee and slippage. */
export function costOf(quantity: Amount, price: Amount, allowancePercent: Amount): Amount {
  return quantity.times(price).times(allowancePercent.plus(100)).times('0.01');
}

function worthWith({ quantity, quote }: PricedOrder, { committed }: Situation): Amount {
  return committed.plus(quantity).times(quote.price);
}

function above(reason: Denial['reason'], what: string, value: Amount, most: Amount): Denial | null {
  if (value.lte(most)) return null;
  const [limit, observed] = [decimalText(most), decimalText(value)];
  return denied(reason, {
    limit,
    observed,
    message: `${what}: expected at most ${limit} USDT, actual ${observed} USDT`,
  });
}
