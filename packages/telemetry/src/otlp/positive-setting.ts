import { getNumberFromEnv } from '@opentelemetry/core';

/** What a timer can wait, in ms: 24 days. With more it would not wait at all. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** A number above 0 of the environment, at most what a timer can wait; undefined for anything else. */
export function positiveSetting(variable: string): number | undefined {
  const value = getNumberFromEnv(variable);
  return value !== undefined && value > 0 ? Math.min(value, LONGEST_WAIT) : undefined;
}
