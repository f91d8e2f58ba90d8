import { decimalText } from '@qt/domain';
import type { Limits } from '../limits.ts';
import type { OrderContext } from '../order-context.ts';
import type { OrderRequest } from '../order-request.ts';
import { finding, openingOnly, type Rule } from './rule.ts';

/** Denies an opening order whose caller knows another cash than the guard's books. */
export const cashDisagrees: Rule = openingOnly((order, context, limits) =>
  finding('facts_disagree', differsInCash(order, context, limits), () => {
    const [limit, observed] = [decimalText(context.cash), decimalText(order.availableCash)];
    return {
      limit,
      observed,
      message: `cash: expected ${limit} USDT as the guard has booked, actual ${observed} USDT`,
    };
  }),
);

/** Denies an opening order whose caller knows the guard's cash, but another position in its symbol. */
export const positionDisagrees: Rule = openingOnly((order, context, limits) => {
  const { symbol, callerHeld } = order;
  const { held } = context;
  if (callerHeld === null || differsInCash(order, context, limits)) return null;
  return finding('facts_disagree', !callerHeld.equals(held), () => {
    const [limit, observed] = [decimalText(held), decimalText(callerHeld)];
    const message = `position: expected ${limit} ${symbol} as the guard has booked, actual ${observed}`;
    return { limit, observed, message };
  });
});

function differsInCash({ availableCash }: OrderRequest, { cash }: OrderContext, { cashTolerance }: Limits): boolean {
  return availableCash.minus(cash).abs().greaterThan(cashTolerance);
}
