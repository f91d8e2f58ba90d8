import type { Denial } from '@qt/domain';
import type { OrderCheck } from './decision.ts';
import type { Limits } from './limits.ts';
import type { AccountState, OrderContext } from './order-context.ts';
import type { OrderIntent, OrderRequest, PricedOrderRequest } from './order-request.ts';
import { hasExpired } from './reservation.ts';
import { duplicateOrder, killSwitch, reducingOnly, symbolNotAllowed } from './rules/control.ts';
import {
  grossExposureLimit,
  insufficientBalance,
  maxOpenPositions,
  notionalLimit,
  positionLimit,
} from './rules/exposure.ts';
import { cooldown, dailyLossLimit, rateLimited } from './rules/loss.ts';
import { priceMissing, priceOutOfBand, priceStale } from './rules/price.ts';
import type { Rule } from './rules/rule.ts';
import { lowConfidence, modelExpired } from './rules/signal.ts';
import { storeUnavailable } from './rules/store.ts';

/** For every order, including the repetition of one that is reserved: an engaged kill switch stops that as well. */
const GATES: readonly Rule[] = [killSwitch, reducingOnly, duplicateOrder];

/** For a new order. */
const RULES: readonly Rule[] = [symbolNotAllowed, dailyLossLimit, cooldown, rateLimited];

/** For a new order with a price. Without a trusted price no size means anything. */
const PRICED_RULES: readonly Rule<PricedOrderRequest>[] = [
  priceStale,
  priceOutOfBand,
  modelExpired,
  lowConfidence,
  notionalLimit,
  positionLimit,
  maxOpenPositions,
  grossExposureLimit,
  insufficientBalance,
];

/**
 * The rules that look at nothing but the account. An order itself is never checked against `storeUnavailable`: its own
 * write shows whether the store has recovered.
 */
const ACCOUNT_RULES: readonly Rule<OrderIntent, AccountState>[] = [
  storeUnavailable,
  killSwitch,
  reducingOnly,
  dailyLossLimit,
  cooldown,
  rateLimited,
];

/**
 * Checks an order against every rule. Pure: the same arguments give the same result. The first rule that denies is the
 * answer, in the order in which an operator needs to know: who may trade at all, then how the account does, then
 * whether price and signal can be trusted, then sizes. `store_unavailable` is not a rule but the answer when a
 * decision cannot be stored.
 */
export function checkOrder(request: OrderRequest, context: OrderContext, limits: Limits): OrderCheck {
  const gate = firstDenial(GATES, request, context, limits);
  if (gate !== null) return { result: 'denied', denial: gate };
  const { known, now } = context;
  if (known?.state === 'reserved' && !hasExpired(known.reservation, now)) {
    return { result: 'reserved', reservation: known.reservation };
  }
  const denial = firstDenial(RULES, request, context, limits);
  if (denial !== null) return { result: 'denied', denial };
  if (!isPriced(request)) return { result: 'denied', denial: priceMissing(request.symbol) };
  const priced = firstDenial(PRICED_RULES, request, context, limits);
  return priced === null ? { result: 'passed', request } : { result: 'denied', denial: priced };
}

/** Every reason why no opening order can go out now, whatever it is for, the one to tell first; empty: one can. */
export function tradingDenials(account: AccountState, limits: Limits): Denial[] {
  return ACCOUNT_RULES.flatMap((rule) => rule({ side: 'buy', reduceOnly: false }, account, limits) ?? []);
}

function isPriced(request: OrderRequest): request is PricedOrderRequest {
  return request.quote !== null;
}

function firstDenial<O, C>(rules: readonly Rule<O, C>[], order: O, context: C, limits: Limits): Denial | null {
  for (const rule of rules) {
    const denial = rule(order, context, limits);
    if (denial !== null) return denial;
  }
  return null;
}
