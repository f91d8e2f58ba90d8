import { DENIAL_REASONS } from '@qt/catalogue';
import type { DecisionRecord, Order, TimelineItem } from '@qt/contracts';

type Verdict = NonNullable<DecisionRecord['guard']>;
type Rule = Verdict['rules'][number];

/**
 * What the risk guard said of an order: by the order's own life, and by each rule as it answered. Where those were not kept,
 * as of a guard of an older version, by its events of the last hour, which have limit and observed of what denied.
 */
export function guardVerdictOf(
  order: Order,
  ruled: readonly Rule[],
  timeline: readonly TimelineItem[],
): Verdict | null {
  const told = timeline.filter(({ event, fields }) => {
    return (
      (event === 'risk.denied' || event === 'risk.exit.allowed') && fields['client_order_id'] === order.client_order_id
    );
  });
  const rules = ruled.length > 0 ? [...ruled] : told.flatMap(rulesOf);
  if (order.events.some(({ state }) => state === 'reserved')) {
    return { decision: 'allowed', detail: 'no rule of the guard stood against it', rules };
  }
  const cause = order.events.find(({ state }) => state === 'rejected')?.cause ?? '';
  const reason = DENIAL_REASONS.find((one) => cause === `denied: ${one}`);
  if (reason === undefined) return cause === '' ? null : { decision: 'unavailable', detail: cause, rules };
  const bare: Rule = { reason, limit: null, observed: null, message: cause, verdict: 'denied' };
  return { decision: 'denied', detail: cause, rules: rules.length > 0 ? rules : [bare] };
}

function rulesOf({ event, message, fields }: TimelineItem): Rule[] {
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  const known = (value: unknown) => DENIAL_REASONS.find((one) => one === value);
  const ruleOf = (value: unknown, verdict: Rule['verdict']): Rule[] => {
    const reason = known(value);
    if (reason === undefined) return [];
    return [{ reason, limit: text(fields['limit']), observed: text(fields['observed']), message, verdict }];
  };
  if (event === 'risk.denied') return ruleOf(fields['reason'], 'denied');
  const { waived } = fields;
  return Array.isArray(waived) ? waived.flatMap((one) => ruleOf(one, 'waived')) : [];
}
