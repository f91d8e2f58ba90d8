import { sameTerms } from '@qt/domain';
import type { AccountState } from '../order-context.ts';
import type { OrderIntent } from '../order-request.ts';
import { hasExpired, type Reservation } from '../reservation.ts';
import { finding, openingOnly, type Rule } from './rule.ts';

/** Denies every order while it is engaged, the repetition of one that was allowed too. */
export const killSwitch: Rule<OrderIntent, AccountState> = (_, { killSwitch: it }) =>
  finding('kill_switch', it.engaged, () => {
    const message = it.engaged
      ? `kill switch: engaged by ${it.actor} since ${it.since}: ${it.reason}`
      : 'kill switch: released';
    return { limit: 'released', observed: it.engaged ? 'engaged' : 'released', message };
  });

/**
 * Denies what the trading state forbids: any new risk while `halted`, opening orders while `reducing`. A buy marked
 * reduce-only is denied in any state: on a long-only account no buy reduces.
 */
export const reducingOnly: Rule<OrderIntent, AccountState> = (order, { tradingState: state }) => {
  const { side, reduceOnly } = order;
  if (state === 'halted' || (state === 'reducing' && side === 'buy')) {
    const message = `trading state: ${state}, expected an order that reduces a position, actual a ${side}`;
    return finding('reducing_only', true, () => ({ limit: state, observed: side, message }));
  }
  if (side === 'buy' && reduceOnly) {
    const message = 'reduce_only: expected a sell, actual a buy, which reduces nothing on a long-only account';
    return finding('reducing_only', true, () => ({ limit: 'reduce_only', observed: side, message }));
  }
  return finding('reducing_only', false, () => {
    const message = `trading state: ${state}, which lets a ${side} go out`;
    return { limit: state, observed: side, message };
  });
};

/**
 * Denies an id that has filled, and one that is reserved with other terms, even if expired: its fill may still come.
 * A released id may be used again; a repeated reservation is not a duplicate and gets the same answer.
 */
export const duplicateOrder: Rule = (order, { known, now }) => {
  const { clientOrderId: observed } = order;
  const filled =
    known?.state === 'filled' || (known?.state === 'reserved' && ranOutAfterFilling(known.reservation, now));
  const taken = !filled && known?.state === 'reserved' && !sameTerms(known.reservation, order);
  return finding('duplicate_order', filled || taken, () => {
    const fault = filled ? ', which has filled' : taken ? ', which another order uses' : '';
    return { observed, message: `client_order_id: expected a new one, actual ${observed}${fault}` };
  });
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
  return finding('duplicate_order', first !== undefined, () => {
    const limit = `${duplicateWindowMs / 1000} s`;
    if (first === undefined)
      return { limit, message: `order: expected none with the same terms for ${limit}, actual none` };
    const observed = `${(now - first.reservedAt) / 1000} s`;
    const message = `order: expected none like ${first.clientOrderId} for ${limit}, actual one after ${observed}`;
    return { limit, observed, message };
  });
};

/** Denies opening orders while this clock and a provider's differ by more than clocks may: no age could be trusted. */
export const clockSkew = openingOnly<OrderIntent, AccountState>((_, { clockOffsetMs }, { maxClockSkewMs }) =>
  finding('clock_skew', !(Math.abs(clockOffsetMs) <= maxClockSkewMs), () => {
    const [limit, observed] = [`${maxClockSkewMs / 1000} s`, `${Math.round(Math.abs(clockOffsetMs)) / 1000} s`];
    const which = clockOffsetMs > 0 ? 'behind' : 'ahead';
    return {
      limit,
      observed,
      message: `clock: expected at most ${limit} from a provider's, actual ${observed} ${which}`,
    };
  }),
);

/** Denies symbols that are not allowed, except to sell a position in one. */
export const symbolNotAllowed: Rule = ({ symbol, side }, { held }, { allowedSymbols }) => {
  const denies = !allowedSymbols.has(symbol) && !(side === 'sell' && held.greaterThan(0));
  return finding('symbol_not_allowed', denies, () => {
    const limit = [...allowedSymbols].join(',');
    return { limit, observed: symbol, message: `symbol: expected one of ${limit}, actual ${symbol}` };
  });
};
