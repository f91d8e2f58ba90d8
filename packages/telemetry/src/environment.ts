import { diag } from '@opentelemetry/api';
import { getNumberFromEnv, getStringFromEnv, getStringListFromEnv } from '@opentelemetry/core';

// Readers of `OTEL_…` that warn of each value they cannot use.

export function warnOf(variable: string, expected: string, actual: string, instead: string): void {
  diag.warn(`${variable}: expected ${expected}, actual ${actual}; ${instead}`);
}

/** A number within the bounds, both included, else undefined. */
export function numberFromEnv(variable: string, least: number, most = Number.POSITIVE_INFINITY): number | undefined {
  const value = getNumberFromEnv(variable);
  if (value === undefined || (value >= least && value <= most)) return value;
  const expected = most === Number.POSITIVE_INFINITY ? `a number of ${least} or more` : `${least} to ${most}`;
  warnOf(variable, expected, String(value), 'using the default');
  return undefined;
}

/** One of the choices; the first is the default. */
export function choiceFromEnv<C extends string>(variable: string, choices: readonly [C, ...C[]]): C {
  const value = getStringFromEnv(variable)?.trim() ?? choices[0];
  const found = choices.find((choice) => choice === value);
  if (found === undefined) warnOf(variable, choices.join(', '), value, `using ${choices[0]}`);
  return found ?? choices[0];
}

/** Those of the listed names that are known; undefined while the variable is not set. */
export function namesFromEnv(variable: string, known: readonly string[]): string[] | undefined {
  return getStringListFromEnv(variable)?.filter((name) => {
    if (!known.includes(name)) warnOf(variable, known.join(', '), name, 'leaving it out');
    return known.includes(name);
  });
}

/** Reads `key=value,…`, percent-encoded; a malformed entry is left out, the others stay. Values may be secret. */
export function pairsFromEnv(variable: string): Record<string, string> {
  const entries = getStringFromEnv(variable)?.split(',') ?? [];
  const pairs = entries.map((entry, at): [string, string] | undefined => {
    const [key = '', ...rest] = entry.split('=');
    try {
      const pair: [string, string] = [decodeURIComponent(key.trim()), decodeURIComponent(rest.join('=').trim())];
      if (pair[0] !== '' && rest.length > 0) return pair;
    } catch {}
    if (entry.trim() !== '') {
      const actual = rest.length === 0 ? "has no '='" : key.trim() === '' ? 'has no key' : 'is not percent-encoded';
      warnOf(variable, 'key=value,…', `entry ${at + 1} (${key.trim().slice(0, 40)}) ${actual}`, 'leaving it out');
    }
    return undefined;
  });
  return Object.fromEntries(pairs.filter((pair) => pair !== undefined));
}

/** 24 days; beyond that a timer fires at once. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** The limits of the batching processor of spans (`BSP`) or log records (`BLRP`), as the specification names them. */
export function batchLimitsFromEnv(processor: 'BSP' | 'BLRP', scheduledDelayMillis: number) {
  const maxQueueSize = numberFromEnv(`OTEL_${processor}_MAX_QUEUE_SIZE`, 1) ?? 2048;
  return {
    maxQueueSize,
    maxExportBatchSize: Math.min(numberFromEnv(`OTEL_${processor}_MAX_EXPORT_BATCH_SIZE`, 1) ?? 512, maxQueueSize),
    scheduledDelayMillis: waitFromEnv(`OTEL_${processor}_SCHEDULE_DELAY`) ?? scheduledDelayMillis,
    exportTimeoutMillis: waitFromEnv(`OTEL_${processor}_EXPORT_TIMEOUT`) ?? 30_000,
  };
}

/** Milliseconds, at most what a timer can wait. */
export function waitFromEnv(variable: string): number | undefined {
  const ms = numberFromEnv(variable, 1);
  return ms === undefined ? undefined : Math.min(ms, LONGEST_WAIT_MS);
}
