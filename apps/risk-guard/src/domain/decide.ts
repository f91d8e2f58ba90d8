import type { Decision } from './decision.ts';
import type { Limits } from './limits.ts';
import type { Order } from './order.ts';
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
import type { Situation } from './situation.ts';

/** Asked of every order, also of the repetition of one that is held: an engaged kill switch stops that as well. */
const GATES: readonly Rule[] = [killSwitch, reducingOnly, duplicateOrder];

/**
 * Asked of every new order; the first that denies is the answer. What an operator must know first stands first: who
 * may trade at all, then how the account does, then whether the price and the signal can be trusted, then sizes, which
 * mean nothing before the price is trusted. The eighteenth reason, `store_unavailable`, is no rule: it is what the
 * guard answers when it cannot write its reservation down.
 */
const RULES: readonly Rule[] = [
  symbolNotAllowed,
  dailyLossLimit,
  cooldown,
  rateLimited,
  priceMissing,
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

/** Decides about an order. Pure: the same arguments, the same answer. */
export function decide(order: Order, situation: Situation, limits: Limits): Decision {
  const gate = firstDenial(GATES, order, situation, limits);
  if (gate !== null) return gate;
  const { known, now } = situation;
  if (known?.state === 'reserved' && !expired(known.reservation, now)) {
    return { outcome: 'held', reservation: known.reservation };
  }
  return firstDenial(RULES, order, situation, limits) ?? { outcome: 'allowed' };
}

function firstDenial(rules: readonly Rule[], order: Order, situation: Situation, limits: Limits) {
  for (const rule of rules) {
    const denial = rule(order, situation, limits);
    if (denial !== null) return denial;
  }
  return null;
}
