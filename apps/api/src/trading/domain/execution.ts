import {
  type Amount,
  atLeastZero,
  averagePrice,
  baseAssetOf,
  bookedNotional,
  quoteAssetOf,
  roundUp,
  total,
  ZERO,
} from '@qt/domain';
import type { Execution, Order } from './order.ts';

/** A fill as its venue reports it. */
export interface VenueFill {
  /** The venue's own id of it, unique in its symbol. */
  readonly id: string;
  /** In the base asset, before any commission. */
  readonly quantity: Amount;
  /** USDT per unit of the base asset. */
  readonly price: Amount;
  readonly commission: Amount;
  readonly commissionAsset: string;
  /** Unix ms. */
  readonly filledAt: number;
}

/**
 * What a fill changes in the account. A commission in USDT is the fee. One in the coin that was bought makes the bought
 * quantity smaller, and what that part cost is the fee: so cash changes by exactly what the venue took. One in any other
 * asset costs the account neither coin nor USDT.
 */
export function executionOf(
  { symbol, side }: Pick<Order, 'symbol' | 'side'>,
  { quantity, price, commission, commissionAsset, filledAt }: VenueFill,
  referencePrice: Amount,
): Execution {
  const gross = bookedNotional(side, price, quantity);
  const inCoin = side === 'buy' && commissionAsset === baseAssetOf(symbol);
  const got = inCoin ? quantity.minus(commission) : quantity;
  const notional = inCoin ? bookedNotional(side, price, got) : gross;
  const inUsdt = commissionAsset === quoteAssetOf(symbol) ? roundUp(commission) : ZERO;
  const move = side === 'buy' ? price.minus(referencePrice) : referencePrice.minus(price);
  return {
    quantity: got,
    price,
    notional,
    fee: inCoin ? gross.minus(notional) : inUsdt,
    slippage: roundUp(atLeastZero(move).times(quantity)),
    filledAt,
  };
}

/** Several executions of one order as one, at their average price. */
export function joined(side: Order['side'], executions: readonly [Execution, ...Execution[]]): Execution {
  const [only] = executions;
  if (executions.length === 1) return only;
  const sum = (of: (one: Execution) => Amount) => total(executions.map(of));
  const [quantity, notional] = [sum((one) => one.quantity), sum((one) => one.notional)];
  return {
    quantity,
    notional,
    price: averagePrice(side, notional, quantity),
    fee: sum((one) => one.fee),
    slippage: sum((one) => one.slippage),
    filledAt: Math.max(...executions.map((one) => one.filledAt)),
  };
}
