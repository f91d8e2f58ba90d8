import type { Action } from '@qt/catalogue';
import { type Candle, MINUTE_MS } from '@qt/contracts';

/**
 * The change of the close over the next `horizonMinutes`, as a fraction, at each candle. Undefined if the history ends
 * before that minute, or lacks one on the way.
 */
export function movesOf(candles: readonly Candle[], horizonMinutes: number): (number | undefined)[] {
  return candles.map((candle, index) => {
    const later = candles[index + horizonMinutes];
    if (later === undefined || later.openTime - candle.openTime !== horizonMinutes * MINUTE_MS) return undefined;
    return later.close / candle.close - 1;
  });
}

/** The correct action for a change over the horizon: `buy` if it is `threshold` or more, `sell` if it is as much down. */
export function labelOf(move: number, threshold: number): Action {
  if (move >= threshold) return 'buy';
  return move <= -threshold ? 'sell' : 'hold';
}
