import { type ClockSource, createProbes } from '@qt/market-data';
import type { GuardSettings } from '../guard-settings.ts';

/** Injection token: a `ClockSource` of @qt/market-data. */
export const PROVIDER_CLOCK = Symbol('PROVIDER_CLOCK');

/** Binance, asked without a circuit breaker: a wrong clock of ours makes every price look stale, and would open it. */
export function providerClockOf({ providers }: GuardSettings, now: () => number): ClockSource {
  return createProbes({ ...providers, now }).binance;
}
