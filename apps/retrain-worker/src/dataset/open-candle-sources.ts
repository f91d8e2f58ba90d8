import { createClient, marketSimRoutes } from '@qt/contracts';
import { createCandleHistory, createProbes } from '@qt/market-data';
import type { Telemetry } from '@qt/telemetry';
import type { RetrainSettings } from '../retrain-settings.ts';
import type { CandleSources } from './tokens.ts';

const TIMEOUT_MS = 10_000;

/** Binance's candles: the history for training, and a single candle for the readiness check. */
export function openCandleSources(
  { binanceUrl, coingeckoUrl, circuitOpenSeconds, recordingUrl }: RetrainSettings,
  { instruments, log, fetch }: Telemetry<'qt-retrain-worker'>,
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
    recordedMinutes: async () => {
      if (recordingUrl === null) return null;
      const { market } = marketSimRoutes;
      const reply = await createClient({ market }, { baseUrl: recordingUrl, timeoutMs: TIMEOUT_MS, fetch }).market();
      if (!reply.ok) throw new Error(`the length of the recording: ${reply.error.message}`);
      return reply.body.recorded_minutes;
    },
  };
}
