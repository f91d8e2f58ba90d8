import type { Case, Expectation } from '../cases/case.ts';

/**
 * The parts of cases that concern one cause, for a run with that cause's rule alone. The most revealing cases come first:
 * those in which it fires, then the quick ones.
 */
export function narrowed(cases: readonly Case[], cause: string | undefined): Case[] {
  const single = new Set(cases.flatMap(({ expect }) => expect.flatMap(causesIn))).size <= 1;
  const own = cases
    .filter(({ about }) => cause === undefined || about === undefined || about.includes(cause))
    .map((each) => ({ ...each, expect: each.expect.flatMap((expected) => part(expected, cause, single)) }))
    .filter(({ expect }) => expect.length > 0);
  return own.toSorted((a, b) => rank(a) - rank(b));
}

function causesIn(expected: Expectation): string[] {
  if ('alerts' in expected) return expected.alerts.map(({ labels }) => labels['cause'] ?? '');
  if ('firing' in expected && 'at' in expected) return expected.firing.map((labels) => labels['cause'] ?? '');
  return [];
}

function part(expected: Expectation, cause: string | undefined, single: boolean): Expectation[] {
  if (cause === undefined) return [expected];
  if ('alerts' in expected)
    return [{ ...expected, alerts: expected.alerts.filter(({ labels }) => labels['cause'] === cause) }];
  if ('query' in expected) {
    const named = /cause="([^"]*)"/.exec(expected.query)?.[1];
    return named === undefined || named === cause ? [expected] : [];
  }
  if ('silent' in expected) return [expected];
  if ('at' in expected) {
    return [{ ...expected, firing: expected.firing.filter((labels) => labels['cause'] === cause) }];
  }
  return (expected.causes?.includes(cause) ?? single) ? [expected] : [];
}

function rank({ expect, series }: Case): number {
  const fires = expect.some(
    (each) =>
      ('alerts' in each && each.alerts.length > 0) ||
      ('query' in each && each.value !== 0) ||
      ('firing' in each && (!('at' in each) || each.firing.length > 0)),
  );
  const size = series.length * Math.max(...expect.map((each) => ('at' in each ? each.at : lastOf(each))));
  return (fires ? 0 : 1e9) + size;
}

function lastOf(expected: Exclude<Expectation, { at: number }>): number {
  return 'silent' in expected ? expected.silent[1] : expected.firing[1];
}
