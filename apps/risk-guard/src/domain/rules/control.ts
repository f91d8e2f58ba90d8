import { denied } from '../decision.ts';
import type { AccountSituation } from '../order-context.ts';
import { type OrderKind, reduces, sameBody } from '../order-request.ts';
import type { Rule } from './rule.ts';

/** Denies every order, also one that reduces, and also the repetition of one that was allowed. */
export const killSwitch: Rule<OrderKind, AccountSituation> = (_, { killSwitch: it }) => {
  if (!it.engaged) return null;
  const message = `kill switch: engaged by ${it.actor} since ${it.since}: ${it.reason}`;
  return denied('kill_switch', { limit: 'released', observed: 'engaged', message });
};

/**
 * Denies what the trading state forbids: `halted` every order, `reducing` those that open or enlarge a position. A buy
 * marked reduce-only is denied in any state: on a long-only account no buy reduces.
 */
export const reducingOnly: Rule<OrderKind, AccountSituation> = (order, { state }) => {
  if (state === 'halted') {
    return denied('reducing_only', {
      limit: state,
      observed: order.side,
      message: 'trading state: halted, so no order goes out',
    });
  }
  if (reduces(order)) return null;
  if (state === 'reducing') {
    const message = 'trading state: reducing, expected an order that reduces a position, actual a buy';
    return denied('reducing_only', { limit: state, observed: order.side, message });
  }
  if (!order.reduceOnly) return null;
  const message = 'reduce_only: expected a sell, actual a buy, which reduces nothing on a long-only account';
  return denied('reducing_only', { limit: 'reduce_only', observed: order.side, message });
};

/**
 * Denies an id that has filled, and one that was reserved for another body, be that expired: its fill may still come.
 * A released id is free again; the repetition of a reserved body is no duplicate but gets the same answer.
 */
export const duplicateOrder: Rule = (order, { known }) => {
  if (known?.state === 'filled') {
    const message = `client_order_id: expected a new one, actual ${order.clientOrderId}, which has filled`;
    return denied('duplicate_order', { observed: order.clientOrderId, message });
  }
  if (known?.state !== 'reserved' || sameBody(known.reservation, order)) return null;
  const message = `client_order_id: expected a new one, actual ${order.clientOrderId}, which stands for another order`;
  return denied('duplicate_order', { observed: order.clientOrderId, message });
};

/** Denies symbols that are not allowed, but lets a position in one be sold. */
export const symbolNotAllowed: Rule = (order, { held }, { allowedSymbols }) => {
  if (allowedSymbols.has(order.symbol) || (reduces(order) && held.greaterThan(0))) return null;
  const limit = [...allowedSymbols].join(',');
  const message = `symbol: expected one of ${limit}, actual ${order.symbol}`;
  return denied('symbol_not_allowed', { limit, observed: order.symbol, message });
};
