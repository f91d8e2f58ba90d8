import {
  type Amount,
  amount,
  atLeastZero,
  type Denial,
  decimalText,
  enlarge,
  hasKey,
  realisedByBuy,
  realisedBySell,
  roundPrice,
  sellable,
  sellFrom,
  total,
} from '@qt/domain';
import type { Execution, ExitPlan, Order } from './order.ts';
import type { Position } from './position.ts';

/** A long-only spot account. Always: cash + Σ cost = opening balance + realised profit or loss. Money in USDT. */
export interface Account {
  readonly cash: Amount;
  /** Net of fees. */
  readonly realisedPnl: Amount;
  readonly fees: Amount;
  readonly positions: readonly Position[];
}

/** The account after a fill, or why it does not cover the order. */
type Booking =
  | {
      readonly covered: true;
      readonly account: Account;
      readonly realisedPnl: Amount;
    }
  | { readonly covered: false; readonly denial: Denial };

/** Why the account does not hold what this execution takes; null: it does. Neither holdings nor cash may become negative. */
export function checkCoverage(account: Account, order: Order, { quantity, notional, fee }: Execution): Denial | null {
  if (order.side === 'buy') return shortfall('cash', account.cash, notional.plus(fee));
  const held = total(sellable(account.positions, order).map(({ quantity }) => quantity));
  return shortfall('holding', held, quantity) ?? shortfall('cash', account.cash, fee.minus(notional));
}

export function applyFill(account: Account, order: Order, execution: Execution): Booking {
  const denial = checkCoverage(account, order, execution);
  if (denial !== null) return { covered: false, denial };
  const { positions, cash, realisedPnl } =
    order.side === 'buy' ? buy(account, order, execution) : sell(account, order, execution);
  const fees = account.fees.plus(execution.fee);
  return {
    covered: true,
    account: { positions, cash, fees, realisedPnl: account.realisedPnl.plus(realisedPnl) },
    realisedPnl,
  };
}

function buy({ cash, positions }: Account, order: Order, execution: Execution) {
  const { symbol, profile, exit } = order;
  const { quantity, notional, fee, filledAt } = execution;
  const exchanged = { quantity, notional, fee };
  const held = positions.find((position) => hasKey(position, order));
  const bought: Position = {
    symbol,
    profile,
    ...enlarge(held ?? null, exchanged),
    openedAt: held?.openedAt ?? filledAt,
    stopPrice: exit === null ? (held?.stopPrice ?? null) : stopPriceOf(execution, exit),
    expiresAt: exit === null ? (held?.expiresAt ?? null) : filledAt + exit.holdMs,
  };
  return {
    positions: [...positions.filter((position) => position !== held), bought],
    cash: cash.minus(notional).minus(fee),
    realisedPnl: realisedByBuy(exchanged),
  };
}

/** A fraction below the entry, and at least a tick below the market that the order met: else it would stop at once. */
function stopPriceOf({ price, slippage, quantity }: Execution, exit: ExitPlan): Amount {
  const market = price.minus(slippage.dividedBy(quantity));
  const wanted = roundPrice(exit, price.times(amount(1).minus(exit.stopFraction)));
  const highest = roundPrice(exit, market).minus(exit.tickSize);
  return atLeastZero(wanted.lessThan(highest) ? wanted : highest);
}

function sell({ cash, positions }: Account, order: Order, { quantity, notional, fee }: Execution) {
  const { lots, soldCost } = sellFrom(positions, order, quantity);
  return {
    positions: lots,
    cash: cash.plus(notional).minus(fee),
    realisedPnl: realisedBySell({ quantity, notional, fee }, soldCost),
  };
}

function shortfall(what: 'cash' | 'holding', has: Amount, needs: Amount): Denial | null {
  if (needs.lessThanOrEqualTo(has)) return null;
  const [limit, observed] = [decimalText(has), decimalText(needs)];
  const message = `the order needs ${observed} of ${what}, the account has ${limit}`;
  return { reason: 'insufficient_balance', limit, observed, message };
}
