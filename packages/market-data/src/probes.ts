import type { ProviderName } from '@qt/catalogue';
import { attemptPolicy } from './calls/attempt.ts';
import { candlesUnder, compose, pricesUnder, timeUnder } from './calls/call.ts';
import { ATTEMPT_TIMEOUT_MS } from './calls/provider-policy.ts';
import { honourRetryAfter } from './calls/retry-after.ts';
import type { CandleSource } from './candles.ts';
import type { ClockSource } from './clock.ts';
import type { ProviderFailure } from './failures.ts';
import type { PriceSource } from './price.ts';
import { createProviders, type ProvidersOptions } from './providers/providers.ts';

/**
 * Each provider alone, for synthetic checks: one attempt within 3 s, with the usual checks of the answer, without cache,
 * failover, retries or circuit breaker. A provider that has banned us (429, 418) is not called: that would extend the ban.
 */
export interface Probes extends Record<ProviderName, PriceSource> {
  readonly binance: PriceSource & CandleSource & ClockSource;
}

export function createProbes(options: ProvidersOptions): Probes {
  const { binanceUrl, coingeckoUrl, now } = options;
  // The Retry-After of a 503 is a guess at when the provider is back, which a check is to find out.
  const isBan = ({ kind }: ProviderFailure) => kind === 'rate_limited';
  const attempts = (provider: ProviderName, baseUrl: string) =>
    compose(
      honourRetryAfter({ provider, now, applies: isBan }),
      attemptPolicy({ provider, baseUrl, timeoutMs: ATTEMPT_TIMEOUT_MS, now }),
    );
  const { binance, coingecko } = createProviders(options);
  const binanceAttempts = attempts('binance', binanceUrl);
  return {
    binance: {
      ...pricesUnder(binanceAttempts, binance),
      ...candlesUnder(binanceAttempts, binance),
      ...timeUnder(binanceAttempts, binance),
    },
    coingecko: pricesUnder(attempts('coingecko', coingeckoUrl), coingecko),
  };
}
