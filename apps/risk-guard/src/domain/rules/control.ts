import { sameTerms } from '@qt/domain';
import { denialOf } from '../decision.ts';
import type { AccountState } from '../order-context.ts';
import type { OrderIntent } from '../order-request.ts';
import { hasExpired, type Reservation } from '../reservation.ts';
import { openingOnly, type Rule } from './rule.ts';

/** Denies every order while it is engaged, the repetition of one that was allowed too. */
export const killSwitch: Rule<OrderIntent, AccountState> = (_, { killSwitch: it }) => {
  if (!it.engaged) return null;
  const message = `kill switch: engaged by ${it.actor} since ${it.since}: ${it.reason}`;
  return denialOf('kill_switch', { limit: 'released', observed: 'engaged', message });
};

/**
 * Denies what the trading state forbids: any new risk while `halted`, opening orders while `reducing`. A buy marked
 * reduce-only is denied in any state: on a long-only account no buy reduces.
 */
export const reducingOnly: Rule<OrderIntent, AccountState> = (order, { tradingState: state }) => {
  if (state === 'halted') {
    return denialOf('reducing_only', {
      limit: state,
      observed: order.side,
      message: `trading state: halted, expected an order that reduces a position, actual a ${order.side}`,
    });
  }
  if (order.side === 'sell') return null;
  if (state === 'reducing') {
    const message = 'trading state: reducing, expected an order that reduces a position, actual a buy';
    return denialOf('reducing_only', { limit: state, observed: order.side, message });
  }
  if (!order.reduceOnly) return null;
  const message = 'reduce_only: expected a sell, actual a buy, which reduces nothing on a long-only account';
  return denialOf('reducing_only', { limit: 'reduce_only', observed: order.side, message });
};

/**
 * Denies an id that has filled, and one that is reserved with other terms, even if expired: its fill may still come.
 * A released id may be used again; a repeated reservation is not a duplicate and gets the same answer.
 */
export const duplicateOrder: Rule = (order, { known, now }) => {
  if (known?.state === 'filled' || (known?.state === 'reserved' && ranOutAfterFilling(known.reservation, now))) {
    const message = `client_order_id: expected a new one, actual ${order.clientOrderId}, which has filled`;
    return denialOf('duplicate_order', { observed: order.clientOrderId, message });
  }
  if (known?.state !== 'reserved' || sameTerms(known.reservation, order)) return null;
  const message = `client_order_id: expected a new one, actual ${order.clientOrderId}, which another order uses`;
  return denialOf('duplicate_order', { observed: order.clientOrderId, message });
};

/** One that is still being filled is reserved for as long as it may. */
function ranOutAfterFilling(reservation: Reservation, now: number): boolean {
  return reservation.executed.greaterThan(0) && hasExpired(reservation, now);
}

/** Denies an order with the terms of one that was allowed under another id just before. */
export const repeatedTerms: Rule = (order, { recent, now }, { duplicateWindowMs }) => {
  const first = recent.find(
    (one) =>
      one.clientOrderId !== order.clientOrderId &&
      // An order from before the clock was set back lies ahead of it.
      Math.abs(now - one.reservedAt) < duplicateWindowMs &&
      sameTerms(one, order),
  );
  if (first === undefined) return null;
  const limit = `${duplicateWindowMs / 1000} s`;
  const observed = `${(now - first.reservedAt) / 1000} s`;
  const message = `order: expected none like ${first.clientOrderId} for ${limit}, actual one after ${observed}`;
  return denialOf('duplicate_order', { limit, observed, message });
};

/** Denies opening orders while this clock and a provider's differ by more than clocks may: no age could be trusted. */
export const clockSkew = openingOnly<OrderIntent, AccountState>((_, { clockOffsetMs }, { maxClockSkewMs }) => {
  if (Math.abs(clockOffsetMs) <= maxClockSkewMs) return null;
  const [limit, observed] = [`${maxClockSkewMs / 1000} s`, `${Math.abs(clockOffsetMs) / 1000} s`];
  const which = clockOffsetMs > 0 ? 'behind' : 'ahead';
  const message = `clock: expected at most ${limit} from a provider's, actual ${observed} ${which}`;
  return denialOf('clock_skew', { limit, observed, message });
});

/** Denies symbols that are not allowed, except to sell a position in one. */
export const symbolNotAllowed: Rule = (order, { held }, { allowedSymbols }) => {
  if (allowedSymbols.has(order.symbol) || (order.side === 'sell' && held.greaterThan(0))) return null;
  const limit = [...allowedSymbols].join(',');
  const message = `symbol: expected one of ${limit}, actual ${order.symbol}`;
  return denialOf('symbol_not_allowed', { limit, observed: order.symbol, message });
};
