import type { Instruments } from '@qt/catalogue';
import type { ProviderHealth } from '@qt/contracts';
import { inBatches } from './batches.ts';
import { pricesUnder } from './calls/call.ts';
import {
  type ProviderCallOptions,
  type ProviderInstruments,
  type ProviderPolicy,
  providerPolicy,
} from './calls/provider-policy.ts';
import { withFailover } from './failover.ts';
import { failoverRecorder } from './failover-recorder.ts';
import type { PriceSource } from './price.ts';
import { createProviders, type ProvidersOptions } from './providers/providers.ts';

/** Symbols in one call to a provider. */
const SYMBOLS_PER_CALL = 100;

interface Fallback {
  readonly policies: Readonly<Record<'binance' | 'coingecko', ProviderPolicy>>;
  readonly sources: Readonly<Record<'binance' | 'coingecko', PriceSource>>;
  readonly onFailover: ReturnType<typeof failoverRecorder>;
}

/** Prices of Binance, and of CoinGecko where Binance has none, each under the policy of its provider. */
export function pricesWithFallback({ policies, sources, onFailover }: Fallback): PriceSource {
  const named = (provider: 'binance' | 'coingecko') => ({
    provider,
    source: inBatches(pricesUnder(policies[provider].call, sources[provider]), SYMBOLS_PER_CALL),
  });
  return withFailover([named('binance'), named('coingecko')], onFailover);
}

export interface PriceFeedOptions extends Omit<ProvidersOptions, 'onGaps'>, ProviderCallOptions {
  readonly instruments: ProviderInstruments & Instruments<'qt_provider_failovers_total'>;
}

/** The latest prices under retries, circuit breakers and failover, without a cache: for who asks on a timer. */
export interface PriceFeed extends PriceSource {
  health(): ProviderHealth[];
}

/** Prices of both providers with failover, without a cache. */
export function createPriceFeed(options: PriceFeedOptions): PriceFeed {
  const policies = {
    binance: providerPolicy('binance', options.binanceUrl, options),
    coingecko: providerPolicy('coingecko', options.coingeckoUrl, options),
  };
  const sources = createProviders(options);
  return {
    ...pricesWithFallback({ policies, sources, onFailover: failoverRecorder(options) }),
    health: () => [policies.binance.health(), policies.coingecko.health()],
  };
}
