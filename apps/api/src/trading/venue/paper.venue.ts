import { type Amount, amount, basisPoints, roundDown, roundHalfUp, roundUp } from '../money.ts';
import type { ExecutableOrder, OrderExecutor } from './venue.ts';

export interface PaperCosts {
  /** How far from the reference price an order fills, against us, in basis points. */
  readonly slippageBps: Amount;
  /** Of the notional, in basis points. */
  readonly feeBps: Amount;
}

/**
 * Fills each order at once, whole, at its reference price moved against us by the slippage: the same order always
 * fills the same. It keeps nothing: a paper fill exists from the moment that the ledger has it, so one that the
 * ledger does not have never happened.
 */
export function paperExecutor(costs: PaperCosts, now: () => number): OrderExecutor {
  const quote = ({ side, quantity, referencePrice }: ExecutableOrder) => {
    const against = side === 'buy' ? roundUp : roundDown;
    const move = basisPoints(referencePrice, costs.slippageBps);
    const price = roundHalfUp(side === 'buy' ? referencePrice.plus(move) : referencePrice.minus(move));
    const notional = against(price.times(quantity));
    return {
      price,
      notional,
      fee: roundUp(basisPoints(notional, costs.feeBps)),
      slippage: roundUp(price.minus(referencePrice).abs().times(quantity)),
      filledAt: now(),
    };
  };
  return {
    quote,
    execute: async (order) => quote(order),
    fillOf: async () => null,
  };
}

/** Costs from the configuration, in basis points. */
export function paperCosts(slippageBps: number, feeBps: number): PaperCosts {
  return { slippageBps: amount(slippageBps), feeBps: amount(feeBps) };
}
