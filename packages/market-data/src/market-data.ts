import type { Instruments } from '@qt/catalogue';
import type { CandleInterval, ProviderHealth } from '@qt/contracts';
import { type CachedCandles, type CandleOptions, type CandleSet, withCandleCache } from './cache/candle-cache.ts';
import { type AgedPrice, type CachedPrices, withPriceCache } from './cache/price-cache.ts';
import { candlesUnder, instrumentsUnder } from './calls/call.ts';
import {
  type ProviderCallOptions,
  type ProviderInstruments,
  type ProviderPolicy,
  providerPolicy,
} from './calls/provider-policy.ts';
import { gapRecorder } from './candle-gaps.ts';
import { failoverRecorder } from './failover-recorder.ts';
import { UnknownSymbol } from './failures.ts';
import { type InstrumentAnswer, listedInstruments } from './instruments.ts';
import { type Price, type PriceBatch, priceOf } from './price.ts';
import { type PriceAvailability, type WatchedPrices, withAvailability } from './price-availability.ts';
import { pricesWithFallback } from './price-feed.ts';
import { createProviders, type ProvidersOptions } from './providers/providers.ts';
import { type WarmReport, warmUp } from './warm-up.ts';

interface MarketDataOptions extends Omit<ProvidersOptions, 'onGaps'>, ProviderCallOptions {
  /** In Binance's spelling. Any other symbol is an UnknownSymbol. */
  readonly symbols: readonly string[];
  readonly instruments: ProviderInstruments &
    Instruments<
      'qt_provider_failovers_total' | 'qt_cache_hits_total' | 'qt_cache_fallbacks_total' | 'qt_market_gaps_total'
    >;
}

/** Four intervals in two lengths. */
const CANDLE_SETS_PER_SYMBOL = 8;

/**
 * Prices and candles of the configured symbols. A batch of prices goes through the cache and failover to each provider,
 * under its retries and circuit breaker. All series exist from the start.
 */
export class MarketData {
  readonly #symbols: ReadonlySet<string>;
  readonly #policies: readonly ProviderPolicy[];
  readonly #watched: WatchedPrices;
  readonly #prices: CachedPrices;
  readonly #candles: CachedCandles;
  readonly #instruments: () => Promise<ReadonlyMap<string, InstrumentAnswer>>;

  constructor(options: MarketDataOptions) {
    const { symbols, now, binanceUrl, coingeckoUrl } = options;
    this.#symbols = new Set(symbols);
    const sources = createProviders({ ...options, onGaps: gapRecorder(options) });
    const policies = {
      binance: providerPolicy('binance', binanceUrl, options),
      coingecko: providerPolicy('coingecko', coingeckoUrl, options),
    };
    this.#policies = Object.values(policies);
    const withFallback = pricesWithFallback({ policies, sources, onFailover: failoverRecorder(options) });
    this.#watched = withAvailability(withFallback, now);
    this.#prices = withPriceCache(this.#watched, symbols.length, options);
    const candles = candlesUnder(policies.binance.call, sources.binance);
    this.#candles = withCandleCache(candles, symbols.length * CANDLE_SETS_PER_SYMBOL, options);
    const instruments = instrumentsUnder(policies.binance.call, sources.binance);
    this.#instruments = () => listedInstruments(instruments, symbols);
  }

  /**
   * The latest price of each symbol, fresh or stale, or why there is none. Failures of providers are in the batch.
   * @param maxAgeMs prices older than this are asked for again, all in one batch
   */
  async prices(
    symbols: readonly string[],
    { maxAgeMs }: { readonly maxAgeMs?: number } = {},
  ): Promise<PriceBatch<AgedPrice>> {
    const distinct = [...new Set(symbols)];
    const { prices, failures } = await this.#prices.prices(
      distinct.filter((symbol) => this.#symbols.has(symbol)),
      maxAgeMs,
    );
    const unknown = distinct.filter((symbol) => !this.#symbols.has(symbol));
    return {
      prices,
      failures: new Map([...failures, ...unknown.map((symbol) => [symbol, this.#unknown(symbol)] as const)]),
    };
  }

  /** The latest price of one symbol. @throws MarketDataUnavailable, UnknownSymbol */
  price(symbol: string): Promise<AgedPrice> {
    return priceOf({ prices: (symbols) => this.prices(symbols) }, symbol);
  }

  /**
   * The closed candles of the latest `limit` intervals, 1 to 1000.
   * @throws MarketDataUnavailable, UnknownSymbol, RangeError
   */
  async candles(symbol: string, interval: CandleInterval, limit: number, options?: CandleOptions): Promise<CandleSet> {
    if (!this.#symbols.has(symbol)) throw this.#unknown(symbol);
    return this.#candles.candles(symbol, interval, limit, options);
  }

  /** How the exchange trades each symbol, or that it lists none of this name: asked for now, not cached. @throws ProviderFailure */
  instruments(): Promise<ReadonlyMap<string, InstrumentAnswer>> {
    return this.#instruments();
  }

  /** Refreshes prices of every symbol, even fresh ones, and candles where one has closed since; counts no lookup. Failures are in the report. */
  warm(interval: CandleInterval): Promise<WarmReport> {
    return warmUp([...this.#symbols], interval, { prices: this.#prices, candles: this.#candles });
  }

  /** Each provider's circuit, and the error of its latest call. */
  health(): ProviderHealth[] {
    return this.#policies.map((policy) => policy.health());
  }

  /** Whether prices are available, by the answers so far. */
  priceAvailability(): PriceAvailability {
    return this.#watched.availability();
  }

  /** The newest price of a symbol so far, whatever its age: calls nobody and counts no lookup. */
  lastKnownPrice(symbol: string): Price | undefined {
    return this.#watched.lastKnown(symbol);
  }

  #unknown(symbol: string): UnknownSymbol {
    return new UnknownSymbol(symbol, `one of ${[...this.#symbols].join(', ')}`);
  }
}
