import type { ProviderName } from '@qt/catalogue';

/**
 * Why a provider gave nothing usable. Sent and failed: `timeout`, `network`, `http`, `rate_limited` (429, 418),
 * `garbage` (not what it should be), `stale` (too old). Not sent: `circuit_open`, and `rate_limited` while the
 * provider's own Retry-After runs.
 */
export type FailureKind = 'timeout' | 'network' | 'http' | 'rate_limited' | 'garbage' | 'stale' | 'circuit_open';

export interface FailureDetails {
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** For how long the provider asks for no further requests, in ms. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A provider did not give what it should have: its fault, not the caller's. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';
  readonly provider: ProviderName;
  readonly kind: FailureKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(provider: ProviderName, kind: FailureKind, reason: string, details: FailureDetails = {}) {
    super(`${provider}: ${kind}: ${reason}`, { cause: details.cause });
    this.provider = provider;
    this.kind = kind;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The caller asked for a symbol that is not configured, or that the provider does not list. No provider failure. */
export class UnknownSymbol extends Error {
  override readonly name = 'UnknownSymbol';
  readonly symbol: string;

  constructor(symbol: string, expected: string) {
    super(`symbol: expected ${expected}, actual '${symbol}'`);
    this.symbol = symbol;
  }
}

/** No provider answered and the cache holds nothing young enough: what an API answers with 503. */
export class MarketDataUnavailable extends Error {
  override readonly name = 'MarketDataUnavailable';
  readonly symbol: string;
  readonly failures: readonly ProviderFailure[];

  constructor(symbol: string, wanted: 'price' | 'candles', failures: readonly ProviderFailure[]) {
    const reasons = failures.map((failure) => failure.message).join('; ');
    super(`no ${wanted} of ${symbol}: ${reasons}`, { cause: failures[0] });
    this.symbol = symbol;
    this.failures = failures;
  }
}

/** The provider that an error blames; null if none. */
export function providerOf(error: unknown): ProviderName | null {
  if (error instanceof ProviderFailure) return error.provider;
  return error instanceof MarketDataUnavailable ? (error.failures[0]?.provider ?? null) : null;
}
