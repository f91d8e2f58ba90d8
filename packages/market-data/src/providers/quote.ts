import type { ProviderName } from '@qt/catalogue';
import { positiveDecimal } from '@qt/contracts';
import { amount, decimalText } from '@qt/domain';
import { ProviderFailure } from '../failures.ts';
import type { Price } from '../price.ts';

/** The most that a provider's clock may be ahead. */
const CLOCK_SKEW_MS = 60_000;

/** A provider's answer for one symbol, unchecked. */
export interface Quote {
  readonly symbol: string;
  /** A JSON number, or a decimal as text. */
  readonly price: unknown;
  /** Unix ms. */
  readonly observedAt: unknown;
}

interface QuoteRules {
  readonly provider: ProviderName;
  /** A quote older than this, in ms, is `stale`. */
  readonly maxAgeMs: number;
  /** Unix ms. */
  readonly now: number;
}

/** @throws ProviderFailure `garbage` for an invalid price or time, `stale` for an old one */
export function checkedPrice(quote: Quote, { provider, maxAgeMs, now }: QuoteRules): Price {
  const { symbol, observedAt } = quote;
  const price = priceText(quote.price);
  if (price === undefined) {
    throw new ProviderFailure(
      provider,
      'garbage',
      `price of ${symbol}: expected a number above 0, actual ${shown(quote.price)}`,
      { symbol },
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
      { symbol },
    );
  }
  const age = now - observedAt;
  if (age > maxAgeMs) {
    const seconds = (ms: number) => Math.round(ms / 1000);
    throw new ProviderFailure(
      provider,
      'stale',
      `price of ${symbol}: expected at most ${seconds(maxAgeMs)} s old, actual ${seconds(age)} s`,
      { symbol },
    );
  }
  return { symbol, price, source: provider, observedAt: Math.min(observedAt, now) };
}

/** Without trailing zeros, and at most 18 decimals, the limit of money on the wire. Undefined for anything but a price. */
function priceText(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? decimalText(amount(value)) : value;
  const { data } = positiveDecimal.safeParse(text);
  return data === undefined ? undefined : decimalText(amount(data));
}

/** A value for an error message: short and on one line. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value.slice(0, 40)}'` : String(value).slice(0, 40);
}
