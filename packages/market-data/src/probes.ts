import type { ProviderName } from '@qt/catalogue';
import { attemptPolicy } from './calls/attempt.ts';
import { candlesUnder, compose, pricesUnder } from './calls/call.ts';
import { leaveAlone } from './calls/leave-alone.ts';
import type { CandleSource } from './candles.ts';
import type { ProviderFailure } from './failures.ts';
import type { PriceSource } from './price.ts';
import { ATTEMPT_TIMEOUT_MS } from './provider-call.ts';
import { createBinance } from './providers/binance.ts';
import { createCoingecko } from './providers/coingecko.ts';

export interface ProbeOptions {
  readonly binanceUrl: string;
  readonly coingeckoUrl: string;
  readonly coinIds?: ReadonlyMap<string, string>;
  readonly coingeckoApiKey?: string;
  /** Unix ms. */
  readonly now: () => number;
}

/**
 * Each provider itself, for synthetic checks: one attempt within 3 s, judged as ever (fresh, plausible), past cache,
 * failover, retry and circuit. While a provider has banned us (429, 418) it is not asked: asking would prolong the ban.
 */
export interface Probes extends Record<ProviderName, PriceSource> {
  readonly binance: PriceSource & CandleSource;
  readonly coingecko: PriceSource;
}

export function createProbes({ binanceUrl, coingeckoUrl, coinIds, coingeckoApiKey, now }: ProbeOptions): Probes {
  // A Retry-After beside 503 only guesses when the provider is back, which is just what a check is to find out.
  const bans = ({ kind }: ProviderFailure) => kind === 'rate_limited';
  const attempts = (provider: ProviderName, baseUrl: string) =>
    compose(
      leaveAlone({ provider, now, heeds: bans }),
      attemptPolicy({ provider, baseUrl, timeoutMs: ATTEMPT_TIMEOUT_MS, now }),
    );
  const binance = createBinance({ baseUrl: binanceUrl, now });
  const coingecko = createCoingecko({
    baseUrl: coingeckoUrl,
    now,
    ...(coinIds === undefined ? {} : { coinIds }),
    ...(coingeckoApiKey === undefined ? {} : { apiKey: coingeckoApiKey }),
  });
  const limited = attempts('binance', binanceUrl);
  return {
    binance: { ...pricesUnder(limited, binance), ...candlesUnder(limited, binance) },
    coingecko: pricesUnder(attempts('coingecko', coingeckoUrl), coingecko),
  };
}
