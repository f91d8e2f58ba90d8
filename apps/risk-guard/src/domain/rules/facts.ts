import { decimalText } from '@qt/domain';
import { denialOf } from '../decision.ts';
import { openingOnly, type Rule } from './rule.ts';

/** Denies an opening order whose caller knows another cash, or another position in its symbol, than the guard's books. */
export const factsDisagree: Rule = openingOnly((order, { cash, held }, { cashTolerance }) => {
  if (order.availableCash.minus(cash).abs().greaterThan(cashTolerance)) {
    const [limit, observed] = [decimalText(cash), decimalText(order.availableCash)];
    const message = `cash: expected ${limit} USDT as the guard has booked, actual ${observed} USDT`;
    return denialOf('facts_disagree', { limit, observed, message });
  }
  if (order.callerHeld === null || order.callerHeld.equals(held)) return null;
  const [limit, observed] = [decimalText(held), decimalText(order.callerHeld)];
  const message = `position: expected ${limit} ${order.symbol} as the guard has booked, actual ${observed}`;
  return denialOf('facts_disagree', { limit, observed, message });
});
