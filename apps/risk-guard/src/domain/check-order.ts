import type { Decision, Denial } from './decision.ts';
import type { Limits } from './limits.ts';
import type { AccountSituation, Situation } from './order-context.ts';
import type { Order, OrderKind, PricedOrder } from './order-request.ts';
import { expired } from './reservation.ts';
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

/** Asked of every order, also of the repetition of one that is held: an engaged kill switch stops that as well. */
const GATES: readonly Rule[] = [killSwitch, reducingOnly, duplicateOrder];

/** Asked of a new order. */
const RULES: readonly Rule[] = [symbolNotAllowed, dailyLossLimit, cooldown, rateLimited];

/** Asked of a new order with a price; `price_missing` is what one without gets here. Sizes mean nothing before it is trusted. */
const PRICED_RULES: readonly Rule<PricedOrder>[] = [
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

/** Those of the rules that look at nothing but the account. */
const ACCOUNT_RULES: readonly Rule<OrderKind, AccountSituation>[] = [
  killSwitch,
  reducingOnly,
  dailyLossLimit,
  cooldown,
  rateLimited,
];

/**
 * Decides about an order. Pure: the same arguments, the same answer. The first rule that denies is the answer, and what
 * an operator must know first stands first: who may trade at all, then how the account does, then whether price and
 * signal can be trusted, then sizes. The eighteenth reason, `store_unavailable`, is no rule: it is what the guard
 * answers when it cannot write its decision down.
 */
export function decide(order: Order, situation: Situation, limits: Limits): Decision {
  const gate = firstDenial(GATES, order, situation, limits);
  if (gate !== null) return gate;
  const { known, now } = situation;
  if (known?.state === 'reserved' && !expired(known.reservation, now)) {
    return { outcome: 'held', reservation: known.reservation };
  }
  const denial = firstDenial(RULES, order, situation, limits);
  if (denial !== null) return denial;
  if (!priced(order)) return priceMissing(order.symbol);
  return firstDenial(PRICED_RULES, order, situation, limits) ?? { outcome: 'allowed', order };
}

/** Why no opening order can go out now, whatever it is for; null: one can. */
export function tradingDenial(situation: AccountSituation, limits: Limits): Denial | null {
  return firstDenial(ACCOUNT_RULES, { side: 'buy', reduceOnly: false }, situation, limits);
}

function priced(order: Order): order is PricedOrder {
  return order.quote !== null;
}

function firstDenial<O, S>(rules: readonly Rule<O, S>[], order: O, situation: S, limits: Limits): Denial | null {
  for (const rule of rules) {
    const denial = rule(order, situation, limits);
    if (denial !== null) return denial;
  }
  return null;
}
