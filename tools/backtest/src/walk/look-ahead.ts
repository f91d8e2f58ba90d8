import { LOOKBACK_CANDLES } from '@qt/model';
import type { History } from '../history/history.ts';
import type { FeaturesAt } from './features.ts';

/** A feature knew candles that came later: what the backtest says would be worth nothing. */
export class LooksAhead extends Error {
  override readonly name = 'LooksAhead';
}

/**
 * Computes the features of evenly spread candles twice: with the whole history, and with all that came later cut off.
 * Returns how many were compared; throws LooksAhead at the first that differs.
 */
export function checkLookAhead(history: History, featuresAt: FeaturesAt, samples: number): number {
  let compared = 0;
  for (const [symbol, candles] of history) {
    const step = Math.max(1, Math.floor((candles.length - LOOKBACK_CANDLES) / samples));
    // Not the last candle: nothing comes after it.
    for (let index = LOOKBACK_CANDLES - 1; index < candles.length - 1; index += step) {
      const whole = featuresAt(candles, index);
      const cut = featuresAt(candles.slice(0, index + 1), index);
      if (whole?.join() !== cut?.join()) {
        const at = new Date(candles[index]?.openTime ?? 0).toISOString();
        throw new LooksAhead(
          `${symbol} at ${at}: expected features that do not change when the candles after it are cut off, ` +
            `actual [${cut?.join(', ')}] without and [${whole?.join(', ')}] with them`,
        );
      }
      compared += 1;
    }
  }
  return compared;
}
