import type { Strategy } from '@qt/model';
import type { Signal } from '../../signals/signal.ts';
import type { Position } from '../domain/account.ts';
import type { Order } from '../domain/order.ts';
import { type Amount, amount, floorTo, ZERO } from '../money.ts';

/** The step of the sizes that a strategy's entry is rounded down to, in the base asset. */
export const LOT_STEP = amount('0.00001');

type EntryStrategy = Pick<Strategy, 'notionalUsdt' | 'stopLossFraction' | 'holdMinutes'>;

/** How much to buy for the strategy's size, a multiple of LOT_STEP; 0 where a single step costs more. */
export function entryQuantity(strategy: EntryStrategy, price: Amount): Amount {
  return price.gt(0) ? floorTo(amount(strategy.notionalUsdt).div(price), LOT_STEP) : ZERO;
}

/** The order that opens a position on a signal. One signal makes one order, however often it is acted on. */
export function entryOrder(signal: Signal, strategy: EntryStrategy, price: Amount, requestId: string): Order {
  return {
    clientOrderId: `signal:${signal.profile}:${signal.symbol}:${signal.at}`,
    symbol: signal.symbol,
    side: 'buy',
    quantity: entryQuantity(strategy, price),
    reduceOnly: false,
    origin: 'signal',
    profile: signal.profile,
    exit: { stopFraction: amount(strategy.stopLossFraction), holdMs: strategy.holdMinutes * 60_000 },
    requestId,
  };
}

/** The order that closes a whole position. `at` (Unix ms) tells this attempt from others. */
export function closingOrder(
  position: Position,
  origin: 'signal' | 'stop' | 'expiry',
  at: number,
  requestId: string,
): Order {
  const { symbol, profile, quantity } = position;
  return {
    clientOrderId: `${origin}:${profile ?? 'manual'}:${symbol}:${at}`,
    symbol,
    side: 'sell',
    quantity,
    reduceOnly: true,
    origin,
    profile,
    exit: null,
    requestId,
  };
}

/** Why the position must close now; null: it may stay. Its time needs no price. */
export function dueBecause(position: Position, price: Amount | null, now: number): 'stop' | 'expiry' | null {
  if (price !== null && position.stopPrice !== null && price.lte(position.stopPrice)) return 'stop';
  return position.expiresAt !== null && now >= position.expiresAt ? 'expiry' : null;
}
