import type { DenialReason } from '@qt/catalogue';
import { type Denial, ZERO } from '@qt/domain';
import type { OrderCheck } from './decision.ts';
import type { Limits } from './limits.ts';
import type { AccountState, OrderContext } from './order-context.ts';
import { judgedPrice, type OrderIntent, type OrderRequest, reducesPosition } from './order-request.ts';
import { hasExpired } from './reservation.ts';
import { reconciliation } from './rules/books.ts';
import {
  clockSkew,
  duplicateOrder,
  killSwitch,
  reducingOnly,
  repeatedTerms,
  symbolNotAllowed,
} from './rules/control.ts';
import {
  grossExposureLimit,
  insufficientBalance,
  maxOpenPositions,
  notionalLimit,
  positionLimit,
  quantityLimit,
} from './rules/exposure.ts';
import { factsDisagree } from './rules/facts.ts';
import { cancelRate, cooldown, dailyLossLimit, drawdownLimit, rateLimited, worstLoss } from './rules/loss.ts';
import { noMarketPrice, priceMissing, priceOutOfBand, priceStale } from './rules/price.ts';
import type { Rule } from './rules/rule.ts';
import { lowConfidence, modelExpired, modelUnknown } from './rules/signal.ts';
import { storeUnavailable } from './rules/store.ts';

/** For every order, the repetition of one that is reserved too: an engaged kill switch stops that as well. */
const GATES: readonly Rule[] = [killSwitch, reducingOnly, duplicateOrder];

/** For a new order. */
const RULES: readonly Rule[] = [
  ...GATES,
  repeatedTerms,
  symbolNotAllowed,
  clockSkew,
  reconciliation,
  dailyLossLimit,
  drawdownLimit,
  cooldown,
  rateLimited,
  cancelRate,
  priceMissing,
  priceStale,
  priceOutOfBand,
  factsDisagree,
  modelUnknown,
  modelExpired,
  lowConfidence,
  quantityLimit,
  notionalLimit,
  positionLimit,
  maxOpenPositions,
  grossExposureLimit,
  worstLoss,
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
  clockSkew,
  reconciliation,
  dailyLossLimit,
  drawdownLimit,
  cooldown,
  rateLimited,
  cancelRate,
  noMarketPrice,
];

/**
 * Checks an order against every rule. Pure: the same arguments give the same result. All rules that deny are in the
 * result, in the order in which an operator needs to know: who may trade at all, then how the account does, then
 * whether price, the caller's facts and the signal can be trusted, then sizes. `store_unavailable` is not a rule but the answer when a
 * decision cannot be stored.
 *
 * An order that only reduces a position passes: nothing but its id can deny it, and, where the kill switch freezes
 * exits, the kill switch. What it would have been denied for is `waived`.
 */
export function checkOrder(request: OrderRequest, context: OrderContext, limits: Limits): OrderCheck {
  const reduces = reducesPosition(request, context);
  const denies = ({ reason }: Denial) => !reduces || deniesReductions(reason, limits);

  const { known, now } = context;
  const repeated = known?.state === 'reserved' && !hasExpired(known.reservation, now) ? known.reservation : null;
  const found = denialsOf(repeated === null ? RULES : GATES, request, context, limits);
  const [first, ...others] = found.filter(denies);
  if (first !== undefined) return { result: 'denied', denials: [first, ...others] };
  if (repeated !== null) return { result: 'reserved', reservation: repeated, waived: found };
  return { result: 'passed', price: judgedPrice(request, context) ?? context.reference?.price ?? ZERO, waived: found };
}

/** Every reason why no opening order can go out now, whatever it is for, the one to tell first; empty: one can. */
export function tradingDenials(account: AccountState, limits: Limits): Denial[] {
  return denialsOf(ACCOUNT_RULES, { side: 'buy', reduceOnly: false }, account, limits);
}

function deniesReductions(reason: DenialReason, { killSwitchFreezesExits }: Limits): boolean {
  return reason === 'duplicate_order' || (reason === 'kill_switch' && killSwitchFreezesExits);
}

function denialsOf<O, C>(rules: readonly Rule<O, C>[], order: O, context: C, limits: Limits): Denial[] {
  return rules.flatMap((rule) => rule(order, context, limits) ?? []);
}
