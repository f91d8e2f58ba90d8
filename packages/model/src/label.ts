import type { Action } from '@qt/catalogue';
import { type Candle, MINUTE_MS } from '@qt/contracts';
import type { Strategy } from './strategies.ts';

/**
 * The correct action at each candle's close: `buy` if the close `horizonMinutes` later is higher by `moveThreshold` or
 * more, `sell` if it is lower by as much, else `hold`. Undefined if the history ends before that minute, or lacks one on the way.
 */
export function labelsOf(
  candles: readonly Candle[],
  { horizonMinutes, moveThreshold }: Pick<Strategy, 'horizonMinutes' | 'moveThreshold'>,
): (Action | undefined)[] {
  return candles.map((candle, index) => {
    const later = candles[index + horizonMinutes];
    if (later === undefined || later.openTime - candle.openTime !== horizonMinutes * MINUTE_MS) return undefined;
    const change = later.close / candle.close - 1;
    if (change >= moveThreshold) return 'buy';
    return change <= -moveThreshold ? 'sell' : 'hold';
  });
}
