import type { ProviderName } from '@qt/catalogue';

/**
 * After a request: `timeout`, `network`, `http`, `rate_limited` (429, 418), `garbage` (an invalid answer), `stale` (an old
 * one). Without a request: `circuit_open`, and `rate_limited` until the provider's Retry-After has elapsed.
 */
export type FailureKind = 'timeout' | 'network' | 'http' | 'rate_limited' | 'garbage' | 'stale' | 'circuit_open';

interface FailureDetails {
  /** The HTTP status, if there was an answer. */
  readonly status?: number;
  /** The provider's Retry-After, in ms. */
  readonly retryAfterMs?: number;
  /** The one symbol whose data are wrong; absent where the provider fails. */
  readonly symbol?: string;
  readonly cause?: unknown;
}

/** A provider failed to answer, or to answer properly. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';
  readonly provider: ProviderName;
  readonly kind: FailureKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  /** The one symbol whose data are wrong: the provider answers, and other symbols are not affected. */
  readonly symbol: string | undefined;

  readonly #reason: string;

  constructor(provider: ProviderName, kind: FailureKind, reason: string, details: FailureDetails = {}) {
    super(`${provider}: ${kind}: ${reason}`, { cause: details.cause });
    this.provider = provider;
    this.kind = kind;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.symbol = details.symbol;
    this.#reason = reason;
  }

  /** The same failure, no longer of one symbol. */
  ofProvider(): ProviderFailure {
    return new ProviderFailure(this.provider, this.kind, this.#reason, { cause: this });
  }
}

/** A symbol that is not configured, or that the provider does not list. */
export class UnknownSymbol extends Error {
  override readonly name = 'UnknownSymbol';
  readonly symbol: string;

  constructor(symbol: string, expected: string) {
    super(`symbol: expected ${expected}, actual '${symbol}'`);
    this.symbol = symbol;
  }
}

/** No provider answered, and the cache has nothing young enough. */
export class MarketDataUnavailable extends Error {
  override readonly name = 'MarketDataUnavailable';
  readonly symbol: string;
  readonly failures: readonly ProviderFailure[];

  constructor(symbol: string, what: 'price' | 'candles', failures: readonly ProviderFailure[]) {
    const reasons = failures.map((failure) => failure.message).join('; ');
    super(`no ${what} of ${symbol}: ${reasons}`, { cause: failures[0] });
    this.symbol = symbol;
    this.failures = failures;
  }
}

/** The provider whose failure caused an error; null if none. */
export function providerOf(error: unknown): ProviderName | null {
  if (error instanceof ProviderFailure) return error.provider;
  return error instanceof MarketDataUnavailable ? (error.failures[0]?.provider ?? null) : null;
}
