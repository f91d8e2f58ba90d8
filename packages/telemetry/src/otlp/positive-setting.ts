import { getNumberFromEnv } from '@opentelemetry/core';

/** A number above 0 of the environment; undefined for anything else. */
export function positiveSetting(variable: string): number | undefined {
  const value = getNumberFromEnv(variable);
  return value !== undefined && value > 0 ? value : undefined;
}
