import type { ProviderName } from '@qt/catalogue';
import { Decimal } from 'decimal.js';
import { ProviderFailure } from '../failures.ts';
import type { Price } from '../price.ts';

/** Clocks differ; a provider's time further ahead than this is no time. */
const CLOCK_SKEW_MS = 60_000;

/** What a provider said about one symbol, unjudged. */
export interface Observation {
  readonly symbol: string;
  /** A number, as text or as JSON's number. */
  readonly price: unknown;
  /** Unix ms. */
  readonly observedAt: unknown;
}

/** How an observation is judged. */
export interface Judgement {
  readonly provider: ProviderName;
  /** An observation older than this is `stale`, in ms. */
  readonly maxAgeMs: number;
  /** Unix ms. */
  readonly now: number;
}

/**
 * A price that may be used.
 * @throws ProviderFailure `garbage` where price or time are not what they should be, `stale` where it is too old
 */
export function judge(observation: Observation, { provider, maxAgeMs, now }: Judgement): Price {
  const { symbol, observedAt } = observation;
  const price = positiveDecimal(observation.price);
  if (price === undefined) {
    throw new ProviderFailure(
      provider,
      'garbage',
      `price of ${symbol}: expected a number above 0, actual ${shown(observation.price)}`,
    );
  }
  if (
    typeof observedAt !== 'number' ||
    !Number.isInteger(observedAt) ||
    observedAt <= 0 ||
    observedAt > now + CLOCK_SKEW_MS
  ) {
    throw new ProviderFailure(
      provider,
      'garbage',
      `time of ${symbol}'s price: expected a past Unix time, actual ${shown(observedAt)}`,
    );
  }
  const age = now - observedAt;
  if (age > maxAgeMs) {
    const seconds = (ms: number) => Math.round(ms / 1000);
    throw new ProviderFailure(
      provider,
      'stale',
      `price of ${symbol}: expected at most ${seconds(maxAgeMs)} s old, actual ${seconds(age)} s`,
    );
  }
  return { symbol, price, source: provider, observedAt: Math.min(observedAt, now) };
}

/** The exact decimal of a JSON number or a numeric text, without trailing zeros; undefined for anything else. */
function positiveDecimal(value: unknown): string | undefined {
  if (typeof value !== 'number' && !(typeof value === 'string' && /^\d{1,18}(\.\d{1,18})?$/.test(value)))
    return undefined;
  const decimal = new Decimal(value);
  return decimal.isFinite() && decimal.isPositive() && !decimal.isZero() ? decimal.toFixed() : undefined;
}

/** What came instead, short and in one line whatever it is. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value.slice(0, 40)}'` : String(value).slice(0, 40);
}
