import type { Instruments, ProviderName } from '@qt/catalogue';
import type { CandleInterval, ProviderHealth } from '@qt/contracts';
import { eachAtATime } from './at-a-time.ts';
import { inBatches } from './batches.ts';
import { type CachedCandles, withCandleCache } from './cache/cached-candles.ts';
import { type CachedPrices, withPriceCache } from './cache/cached-prices.ts';
import { candlesUnder, pricesUnder } from './calls/call.ts';
import { withFailover } from './failover.ts';
import { MarketDataUnavailable, ProviderFailure, UnknownSymbol } from './failures.ts';
import { type PriceSupply, withSupplyWatch } from './price-supply.ts';
import { type ProviderCallOptions, type ProviderInstruments, providerCalls } from './provider-call.ts';
import { createBinance } from './providers/binance.ts';
import { createCoingecko } from './providers/coingecko.ts';

export interface MarketDataOptions extends ProviderCallOptions {
  /** For example `https://api.binance.com`, or the simulator. */
  readonly binanceUrl: string;
  /** For example `https://api.coingecko.com`, or the simulator's `/coingecko`. */
  readonly coingeckoUrl: string;
  /** CoinGecko's coin ids by symbol, beyond those well known (`QT_COINGECKO_IDS`). */
  readonly coinIds?: ReadonlyMap<string, string>;
  readonly coingeckoApiKey?: string;
  /** Every symbol that may be asked for, in Binance's spelling; another one is an UnknownSymbol. */
  readonly symbols: readonly string[];
  readonly instruments: ProviderInstruments &
    Instruments<'qt_provider_failovers_total' | 'qt_cache_hits_total' | 'qt_cache_fallbacks_total'>;
}

/** One thing that a warm-up could not get. */
export interface WarmFailure {
  readonly symbol: string;
  /** Whose failure it is; null for a symbol that the provider does not list. */
  readonly provider: ProviderName | null;
  readonly error: string;
}

export interface WarmReport {
  /** Symbols whose price and candles were both refreshed. */
  readonly symbolsDone: number;
  readonly failures: readonly WarmFailure[];
}

/** Prices and candles of the configured symbols, with failover and cache. */
export interface MarketData {
  readonly prices: Pick<CachedPrices, 'latest'>;
  readonly candles: Pick<CachedCandles, 'latest'>;
  /** Refreshes prices and candles of every symbol, whether or not they are fresh; no lookup is counted. Never throws for a provider. */
  warm(interval: CandleInterval): Promise<WarmReport>;
  /** Each provider's circuit, and what its latest call failed with. */
  health(): ProviderHealth[];
  /** Whether prices come, by what has been asked so far. */
  supply(): PriceSupply;
}

const SYMBOLS_PER_CALL = 100;
const CANDLE_CALLS_AT_A_TIME = 8;
/** By symbol: four intervals in two lengths. */
const CANDLE_SETS_PER_SYMBOL = 8;

/** The whole way of the data: attempts, retries and circuit by provider; failover; cache. Its metrics exist from here on. */
export function createMarketData(options: MarketDataOptions): MarketData {
  const { symbols, now, instruments, log } = options;
  const binanceCalls = providerCalls('binance', options.binanceUrl, options);
  const coingeckoCalls = providerCalls('coingecko', options.coingeckoUrl, options);
  const binance = createBinance({ baseUrl: options.binanceUrl, now });
  const coingecko = createCoingecko({
    baseUrl: options.coingeckoUrl,
    now,
    ...(options.coinIds === undefined ? {} : { coinIds: options.coinIds }),
    ...(options.coingeckoApiKey === undefined ? {} : { apiKey: options.coingeckoApiKey }),
  });

  instruments.qt_provider_failovers_total.declare({ from: 'binance', to: 'coingecko' });
  const sources = [
    { provider: 'binance', prices: inBatches(pricesUnder(binanceCalls.policy, binance), SYMBOLS_PER_CALL) },
    { provider: 'coingecko', prices: inBatches(pricesUnder(coingeckoCalls.policy, coingecko), SYMBOLS_PER_CALL) },
  ] as const;
  const either = withFailover(sources, (from, to, failure, missing) => {
    instruments.qt_provider_failovers_total.add(1, { from: 'binance', to: 'coingecko' });
    const [symbol] = missing;
    const where = missing.length === 1 && symbol !== undefined ? { symbol } : { symbols: missing.length };
    log.event('provider.failover', { ...where, from, to, error: failure.message });
  });

  const watched = withSupplyWatch(either, now);
  const prices = withPriceCache(watched.prices, symbols.length, options);
  const candleSource = candlesUnder(binanceCalls.policy, binance);
  const candles = withCandleCache(candleSource, symbols.length * CANDLE_SETS_PER_SYMBOL, options);
  const known = new Set(symbols);
  const check = (symbol: string) => {
    if (!known.has(symbol)) throw new UnknownSymbol(symbol, `one of ${symbols.join(', ')}`);
  };

  return {
    prices: {
      latest: async (symbol) => {
        check(symbol);
        return prices.latest(symbol);
      },
    },
    candles: {
      latest: async (symbol, interval, limit) => {
        check(symbol);
        return candles.latest(symbol, interval, limit);
      },
    },
    warm: (interval) => warmUp(symbols, interval, prices, candles),
    health: () => [binanceCalls.health(), coingeckoCalls.health()],
    supply: watched.supply,
  };
}

async function warmUp(
  symbols: readonly string[],
  interval: CandleInterval,
  prices: CachedPrices,
  candles: CachedCandles,
): Promise<WarmReport> {
  const failures: WarmFailure[] = [];
  const failed = new Set<string>();
  const fail = (symbol: string, error: unknown) => {
    failed.add(symbol);
    failures.push(...blame(symbol, error));
  };
  const warmPrices = async () => {
    const batch = await prices.warm(symbols);
    for (const [symbol, error] of batch.failures) fail(symbol, error);
  };
  const warmCandles = eachAtATime(symbols, CANDLE_CALLS_AT_A_TIME, async (symbol) => {
    try {
      await candles.warm(symbol, interval);
    } catch (error) {
      fail(symbol, error);
    }
  });
  await Promise.all([warmPrices(), warmCandles]);
  return { symbolsDone: symbols.length - failed.size, failures };
}

function blame(symbol: string, error: unknown): WarmFailure[] {
  if (error instanceof MarketDataUnavailable && error.failures.length > 0) {
    return error.failures.map((failure) => ({ symbol, provider: failure.provider, error: failure.message }));
  }
  const provider = error instanceof ProviderFailure ? error.provider : null;
  return [{ symbol, provider, error: error instanceof Error ? error.message : String(error) }];
}
