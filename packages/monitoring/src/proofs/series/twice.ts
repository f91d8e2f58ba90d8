import type { Series } from './series.ts';

/** A target found twice, as by two service monitors: its series differ only in a label that no rule knows. */
export function twice({ series, values }: Series): Series[] {
  return ['a', 'b'].map((endpoint) => ({
    series: series.replace(
      /\{(.*)\}$/,
      (_, own: string) => `{${[own, `endpoint="${endpoint}"`].filter(Boolean).join(', ')}}`,
    ),
    values,
  }));
}

/** The series of a target's second finding alone, where it tells something else than the first. */
export function foundAgain(series: readonly Series[]): Series[] {
  return series.flatMap((each) => twice(each).slice(1));
}
