import { setTimeout } from 'node:timers/promises';
import type { Instruments } from '@qt/catalogue';
import { type Candle, type CandleInterval, MINUTE_MS, type ProviderHealth } from '@qt/contracts';
import { candlesUnder } from './calls/call.ts';
import { type ProviderCallOptions, type ProviderInstruments, providerPolicy } from './calls/provider-policy.ts';
import { type CandleGapListener, gapRecorder, openTimes } from './candle-gaps.ts';
import { CANDLES_PER_CALL, type CandleSource, INTERVAL_MS } from './candles.ts';
import { createBinance } from './providers/binance.ts';

interface CandleHistoryOptions extends ProviderCallOptions {
  readonly binanceUrl: string;
  readonly instruments: ProviderInstruments & Instruments<'qt_market_gaps_total'>;
  /** Resolves after that many ms. Default: a timer. */
  readonly wait?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

/** Binance's candles, under retries and a circuit breaker, without a cache. */
export interface CandleHistory extends CandleSource {
  /**
   * All closed candles that open from `from` to before `to` (Unix ms), in as many calls as needed. Missing ones are
   * skipped. Pauses until the next minute while our address has used half of the exchange's request weight.
   * @throws ProviderFailure, UnknownSymbol
   */
  between(symbol: string, interval: CandleInterval, from: number, to: number, signal?: AbortSignal): Promise<Candle[]>;
  health(): ProviderHealth[];
}

/** Half of what Binance grants an address each minute: prices, scans and orders share it. */
const WEIGHT_FOR_HISTORY = 3000;

export function createCandleHistory(options: CandleHistoryOptions): CandleHistory {
  const { binanceUrl, now, wait = (ms, signal) => setTimeout(ms, undefined, signal && { signal }) } = options;
  const onGaps = gapRecorder(options);
  let weight = { used: 0, at: 0 };
  const onUsedWeight = (used: number) => {
    weight = { used, at: now() };
  };
  const policy = providerPolicy('binance', binanceUrl, options);
  const source = candlesUnder(policy.call, createBinance({ baseUrl: binanceUrl, now, onGaps, onUsedWeight }));
  const paced: CandleSource = {
    candles: async (symbol, interval, window, signal) => {
      const minuteEnds = (Math.floor(weight.at / MINUTE_MS) + 1) * MINUTE_MS;
      if (weight.used >= WEIGHT_FOR_HISTORY && now() < minuteEnds) await wait(minuteEnds - now(), signal);
      return source.candles(symbol, interval, window, signal);
    },
  };
  return {
    ...source,
    between: (symbol, interval, from, to, signal) => pages(paced, onGaps, symbol, interval, from, to, signal),
    health: () => [policy.health()],
  };
}

async function pages(
  source: CandleSource,
  onGaps: CandleGapListener,
  symbol: string,
  interval: CandleInterval,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
): Promise<Candle[]> {
  const intervalMs = INTERVAL_MS[interval];
  const pageMs = CANDLES_PER_CALL * intervalMs;
  const all: Candle[] = [];
  for (let start = from; start < to; start += pageMs) {
    signal?.throwIfAborted();
    const end = Math.min(start + pageMs, to);
    const page = await source.candles(symbol, interval, { startTime: start, endTime: end - 1 }, signal);
    // Before its first candle a market is young; after that a page that begins late has a hole at its edge.
    if (all.length > 0) {
      const missing = openTimes(start, page[0]?.openTime ?? end, intervalMs);
      onGaps(
        symbol,
        interval,
        missing.map((openTime) => ({ kind: 'missing', openTime })),
      );
    }
    for (const candle of page) all.push(candle);
  }
  return all;
}
