import type { DenialReason } from '@qt/catalogue';
import { type Denial, ZERO } from '@qt/domain';
import { denialOf, type OrderCheck, type RuleVerdict } from './decision.ts';
import type { Limits } from './limits.ts';
import type { AccountState, OrderContext } from './order-context.ts';
import { judgedPrice, type OrderIntent, type OrderRequest, reducesPosition } from './order-request.ts';
import { hasExpired, type Reservation } from './reservation.ts';
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
import { cashDisagrees, positionDisagrees } from './rules/facts.ts';
import { cancelRate, cooldown, dailyLossLimit, drawdownLimit, rateLimited, worstLoss } from './rules/loss.ts';
import { noMarketPrice, priceMissing, priceOutOfBand, priceStale } from './rules/price.ts';
import type { Finding, Rule } from './rules/rule.ts';
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
  cashDisagrees,
  positionDisagrees,
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
  const repeated = repeatedReservation(context);
  const denies = deniesIn(request, context, limits);
  const found = findingsOf(repeated === null ? RULES : GATES, request, context, limits).map((finding) => {
    const verdict = finding.denies ? (denies(finding) ? 'denied' : 'waived') : 'passed';
    return { denial: denialOf(finding.reason, finding.grounds()), verdict } as const;
  });
  const rules = found.map(({ denial, verdict }) => ({ ...denial, verdict }));
  const [first, ...others] = withVerdict('denied', found);
  if (first !== undefined) return { result: 'denied', denials: [first, ...others], rules };
  const waived = withVerdict('waived', found);
  if (repeated !== null) return { result: 'reserved', reservation: repeated, waived, rules };
  return { result: 'passed', price: judgedPrice(request, context) ?? context.reference?.price ?? ZERO, waived, rules };
}

/** Every reason why no opening order can go out now, whatever it is for, the one to tell first; empty: one can. */
export function tradingDenials(account: AccountState, limits: Limits): Denial[] {
  return denialsOf(ACCOUNT_RULES, { side: 'buy', reduceOnly: false }, account, limits);
}

function repeatedReservation({ known, now }: OrderContext): Reservation | null {
  return known?.state === 'reserved' && !hasExpired(known.reservation, now) ? known.reservation : null;
}

/** Whether a rule that speaks against this order denies it, or is waived. */
function deniesIn(request: OrderRequest, context: OrderContext, limits: Limits) {
  const reduces = reducesPosition(request, context);
  return ({ reason }: Pick<Denial, 'reason'>) => !reduces || deniesReductions(reason, limits);
}

function deniesReductions(reason: DenialReason, { killSwitchFreezesExits }: Limits): boolean {
  return reason === 'duplicate_order' || (reason === 'kill_switch' && killSwitchFreezesExits);
}

function withVerdict(
  which: RuleVerdict['verdict'],
  found: readonly { readonly denial: Denial; readonly verdict: RuleVerdict['verdict'] }[],
): Denial[] {
  return found.filter(({ verdict }) => verdict === which).map(({ denial }) => denial);
}

function denialsOf<O, C>(rules: readonly Rule<O, C>[], order: O, context: C, limits: Limits): Denial[] {
  return findingsOf(rules, order, context, limits)
    .filter(({ denies }) => denies)
    .map(({ reason, grounds }) => denialOf(reason, grounds()));
}

function findingsOf<O, C>(rules: readonly Rule<O, C>[], order: O, context: C, limits: Limits): Finding[] {
  return rules.flatMap((rule) => rule(order, context, limits) ?? []);
}
