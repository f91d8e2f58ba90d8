import type { Action } from '@qt/catalogue';
import { type Candle, MINUTE_MS } from '@qt/contracts';

/**
 * The change of the close over the `horizonMinutes` after the candle at `index`, as a fraction. Undefined if the history ends
 * before that minute, or lacks one on the way.
 */
export function moveAt(candles: readonly Candle[], index: number, horizonMinutes: number): number | undefined {
  const [candle, later] = [candles[index], candles[index + horizonMinutes]];
  if (candle === undefined || later?.openTime !== candle.openTime + horizonMinutes * MINUTE_MS) return undefined;
  return later.close / candle.close - 1;
}

/** The correct action for a change over the horizon: `buy` if it is `threshold` or more, `sell` if it is as much down. */
export function labelOf(move: number, threshold: number): Action {
  if (move >= threshold) return 'buy';
  return move <= -threshold ? 'sell' : 'hold';
}
