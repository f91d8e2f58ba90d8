import type { DenialReason } from '@qt/catalogue';
import { type Amount, decimalText, percent } from '@qt/domain';
import type { OrderContext } from '../order-context.ts';
import { sellableBy } from '../order-request.ts';
import { type Finding, finding, type JudgedOrder, openingOnly, type Rule, whereJudged } from './rule.ts';

const opening = (rule: Rule<JudgedOrder>): Rule => openingOnly(whereJudged(rule));

/** Denies an opening order of more than its symbol's largest quantity. */
export const quantityLimit: Rule = openingOnly(({ symbol, quantity }, _, { maxQuantity }) => {
  const most = maxQuantity.get(symbol);
  if (most === undefined) return null;
  return finding('quantity_limit', !quantity.lte(most), () => {
    const [limit, observed] = [decimalText(most), decimalText(quantity)];
    return { limit, observed, message: `quantity of ${symbol}: expected at most ${limit}, actual ${observed}` };
  });
});

/** Denies an opening order that can cost more than one trade may. */
export const notionalLimit = opening(({ quantity, price }, _, { maxNotionalPerTrade, costAllowancePercent }) =>
  above('notional_limit', 'cost with fee', costOf(quantity, price, costAllowancePercent), maxNotionalPerTrade),
);

/** Denies an opening order that can make its symbol, open orders included, worth more than a position may be. */
export const positionLimit = opening((order, context, { maxPositionNotional, costAllowancePercent }) => {
  const worst = worstValueWith(order, context, costAllowancePercent);
  return above('position_limit', `position in ${order.symbol}`, worst, maxPositionNotional);
});

/** Denies an opening order in one symbol more than may be open. */
export const maxOpenPositions = opening((_, { committed, otherOpenSymbols }, { maxOpenPositions: most }) =>
  finding('max_open_positions', !(committed.greaterThan(0) || otherOpenSymbols < most), () => {
    const [limit, observed] = [String(most), String(otherOpenSymbols + 1)];
    return { limit, observed, message: `open positions: expected at most ${limit}, actual ${observed} with this one` };
  }),
);

/** Denies an opening order that can make everything held and on order worth more than it may be. */
export const grossExposureLimit = opening((order, context, { maxGrossExposure, costAllowancePercent }) => {
  const gross = context.otherExposure.plus(worstValueWith(order, context, costAllowancePercent));
  return above('gross_exposure_limit', 'gross exposure', gross, maxGrossExposure);
});

/** Denies a buy that costs more, with its fee, than the cash not yet on order, and a sell of more than is held. */
export const insufficientBalance: Rule = (order, context, limits) => {
  if (order.side === 'buy') return insufficientCash(order, context, limits);
  const sellable = sellableBy(order, context);
  return finding('insufficient_balance', !order.quantity.lte(sellable), () => {
    const [limit, observed] = [decimalText(sellable), decimalText(order.quantity)];
    const message = `quantity: expected at most the ${limit} of ${order.symbol} that can be sold, actual ${observed}`;
    return { limit, observed, message };
  });
};

const insufficientCash = opening(({ quantity, price }, { cash, cashOnOrder }, { costAllowancePercent }) => {
  const cost = costOf(quantity, price, costAllowancePercent);
  return above('insufficient_balance', 'cost with fee', cost, cash.minus(cashOnOrder));
});

/** The most that a buy may cost: quantity × price plus the allowance for fee and slippage. */
export function costOf(quantity: Amount, price: Amount, allowancePercent: Amount): Amount {
  return percent(quantity.times(price), allowancePercent.plus(100));
}

/** The order's symbol at the order's price: what is held, and at most what is on order. */
function worstValueWith({ quantity, price }: JudgedOrder, context: OrderContext, allowance: Amount): Amount {
  const { held, committed } = context;
  return held.times(price).plus(costOf(committed.minus(held).plus(quantity), price, allowance));
}

function above(reason: DenialReason, what: string, value: Amount, most: Amount): Finding {
  return finding(reason, !value.lte(most), () => {
    const [limit, observed] = [decimalText(most), decimalText(value)];
    return { limit, observed, message: `${what}: expected at most ${limit} USDT, actual ${observed} USDT` };
  });
}
