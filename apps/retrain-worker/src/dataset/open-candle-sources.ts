import { createCandleHistory, createProbes } from '@qt/market-data';
import type { Telemetry } from '@qt/telemetry';
import type { RetrainSettings } from '../retrain-settings.ts';
import type { CandleSources } from './tokens.ts';

/** Binance's candles: the history for training, and a single candle for the readiness check. */
export function openCandleSources(
  { binanceUrl, coingeckoUrl, circuitOpenSeconds }: RetrainSettings,
  { instruments, log }: Telemetry<'qt-retrain-worker'>,
  now: () => number,
): CandleSources {
  return {
    history: createCandleHistory({
      binanceUrl,
      instruments,
      log,
      now,
      random: Math.random,
      openMs: circuitOpenSeconds * 1000,
    }),
    probe: createProbes({ binanceUrl, coingeckoUrl, now }).binance,
  };
}
