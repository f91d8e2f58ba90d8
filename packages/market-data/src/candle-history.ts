import type { Candle, CandleInterval, ProviderHealth } from '@qt/contracts';
import { candlesUnder } from './calls/call.ts';
import { type ProviderCallOptions, providerPolicy } from './calls/provider-policy.ts';
import { CANDLES_PER_CALL, type CandleSource, INTERVAL_MS } from './candles.ts';
import { ProviderFailure } from './failures.ts';
import { createBinance } from './providers/binance.ts';

interface CandleHistoryOptions extends ProviderCallOptions {
  readonly binanceUrl: string;
}

/** Binance's candles, under retries and a circuit breaker, without a cache. */
export interface CandleHistory extends CandleSource {
  /**
   * All closed candles that open from `from` to before `to` (Unix ms), in as many calls as needed.
   * @throws ProviderFailure, also if there is a gap between two pages; UnknownSymbol
   */
  between(symbol: string, interval: CandleInterval, from: number, to: number, signal?: AbortSignal): Promise<Candle[]>;
  health(): ProviderHealth[];
}

export function createCandleHistory(options: CandleHistoryOptions): CandleHistory {
  const policy = providerPolicy('binance', options.binanceUrl, options);
  const source = candlesUnder(policy.call, createBinance({ baseUrl: options.binanceUrl, now: options.now }));
  return {
    ...source,
    between: (symbol, interval, from, to, signal) => pages(source, symbol, interval, from, to, signal),
    health: () => [policy.health()],
  };
}

async function pages(
  source: CandleSource,
  symbol: string,
  interval: CandleInterval,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
): Promise<Candle[]> {
  const pageMs = CANDLES_PER_CALL * INTERVAL_MS[interval];
  const all: Candle[] = [];
  for (let start = from; start < to; start += pageMs) {
    signal?.throwIfAborted();
    const page = await source.candles(
      symbol,
      interval,
      { startTime: start, endTime: Math.min(start + pageMs, to) - 1 },
      signal,
    );
    const [first] = page;
    const last = all.at(-1);
    if (first !== undefined && last !== undefined && first.openTime !== last.openTime + INTERVAL_MS[interval]) {
      const expected = last.openTime + INTERVAL_MS[interval];
      throw new ProviderFailure(
        'binance',
        'garbage',
        `candles of ${symbol}: expected ${expected}, actual ${first.openTime}`,
      );
    }
    all.push(...page);
  }
  return all;
}
