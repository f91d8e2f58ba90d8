import type { SeriesLabels } from './series-labels.ts';

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** What is wrong with a selector's matchers, a sentence each. A value that names a dashboard's variable is let pass. */
export function matcherFaults(series: string, labels: SeriesLabels, matchers: readonly Matcher[]): string[] {
  return matchers.flatMap(({ label, operator, value }) => {
    if (!labels.has(label)) {
      return [`${series} has no label '${label}', expected one of ${[...labels.keys()].join(', ') || 'none'}`];
    }
    const allowed = labels.get(label);
    if (allowed === undefined || value.includes('$') || value === '') return [];
    return strangers(operator, value, allowed).map(
      (actual) => `${series}: label ${label} expected one of ${allowed.join(', ')}, actual '${actual}'`,
    );
  });
}

/** The values that a matcher names and the closed set does not have. Of a pattern: the alternatives that fit nothing. */
function strangers(operator: string, value: string, allowed: readonly string[]): string[] {
  if (operator === '=' || operator === '!=') return allowed.includes(value) ? [] : [value];
  return value
    .split('|')
    .filter((alternative) => !allowed.some((candidate) => new RegExp(`^(?:${alternative})$`).test(candidate)));
}
