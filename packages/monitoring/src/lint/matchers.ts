import type { SeriesLabels } from './series-labels.ts';

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** The problems of a selector's matchers, one per line. A value with a dashboard variable is not checked. */
export function matcherProblems(series: string, labels: SeriesLabels, matchers: readonly Matcher[]): string[] {
  return matchers.flatMap(({ label, operator, value }) => {
    if (!labels.has(label)) {
      return [`${series} has no label '${label}', expected one of ${[...labels.keys()].join(', ') || 'none'}`];
    }
    const allowed = labels.get(label);
    if (allowed === undefined || value.includes('$') || value === '') return [];
    return unknownValues(operator, value, allowed).map(
      (actual) => `${series}: label ${label} expected one of ${allowed.join(', ')}, actual '${actual}'`,
    );
  });
}

/** The parts of `a|b`, also with something before them as in `(.+/)?(a|b)`. */
function alternatives(pattern: string): string[] {
  const [, before = '', list = pattern] = /^(\([^()]*\)\?)\(([^()]*)\)$/.exec(pattern) ?? [];
  return list.split('|').map((each) => before + each);
}

/** The values of a matcher that are not in the closed set. Of a pattern: the alternatives that match none of it. */
function unknownValues(operator: string, value: string, allowed: readonly string[]): string[] {
  if (operator === '=' || operator === '!=') return allowed.includes(value) ? [] : [value];
  return alternatives(value).filter(
    (alternative) => !allowed.some((candidate) => new RegExp(`^(?:${alternative})$`).test(candidate)),
  );
}
