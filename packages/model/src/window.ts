import { type Candle, MINUTE_MS } from '@qt/contracts';

/**
 * A view of the candles up to and including one of them. Reads count back from that candle, so that no feature can
 * look ahead.
 */
export interface Window {
  /** The candle `ago` minutes before the newest one of the window (0); the nearest one before it if that is missing. */
  at(ago: number): Candle;
  /** Change of the close over the last `minutes`, as a fraction. */
  change(minutes: number): number;
  /** One-minute changes of the close, fractions, those of the newest `minutes`, newest first. */
  changes(minutes: number): readonly number[];
  /** The candles of the newest `minutes`, newest first. */
  last(minutes: number): readonly Candle[];
}

/** The newest candles, of which none may be missing: the change of the last minute has nothing to spare. */
const ALWAYS_WHOLE = 2;

/**
 * The window of `length` minutes that ends at `candles[end]` (oldest first). Undefined if more than `maxMissing` of them are
 * missing, or one of the newest two; the missing ones are skipped.
 */
export function windowAt(candles: readonly Candle[], end: number, length: number, maxMissing = 0): Window | undefined {
  const slots = slotsOf(candles, end, length, maxMissing);
  if (slots === undefined) return undefined;
  const slot = (ago: number): Candle | undefined => {
    if (!(ago >= 0 && ago < length)) throw new RangeError(`ago: expected 0 to ${length - 1} minutes, actual ${ago}`);
    return slots(ago);
  };
  const at = (ago: number): Candle => {
    let found = slot(ago);
    for (let back = ago + 1; found === undefined && back < length; back += 1) found = slots(back);
    for (let on = ago - 1; found === undefined; on -= 1) found = slot(on);
    return found;
  };
  const change = (minutes: number) => at(0).close / at(minutes).close - 1;
  const changes = memoised((minutes) => {
    const found: number[] = [];
    let later = slot(0);
    for (let ago = 1; ago <= minutes; ago += 1) {
      const earlier = slot(ago);
      if (later !== undefined && earlier !== undefined) found.push(later.close / earlier.close - 1);
      later = earlier;
    }
    return found;
  });
  const last = memoised((minutes) => {
    const found: Candle[] = [];
    for (let ago = 0; ago < minutes; ago += 1) {
      const candle = slot(ago);
      if (candle !== undefined) found.push(candle);
    }
    return found;
  });
  return { at, change, changes, last };
}

/** Several features look at the same minutes. */
function memoised<T>(of: (minutes: number) => readonly T[]): (minutes: number) => readonly T[] {
  const known = new Map<number, readonly T[]>();
  return (minutes) => {
    const found = known.get(minutes) ?? of(minutes);
    known.set(minutes, found);
    return found;
  };
}

/** The candle of each minute before the newest, undefined where it is missing; no function if too many are. */
function slotsOf(
  candles: readonly Candle[],
  end: number,
  length: number,
  maxMissing: number,
): ((ago: number) => Candle | undefined) | undefined {
  const newest = candles[end]?.openTime ?? Number.NaN;
  const isOf = (candle: Candle | undefined, ago: number) => candle?.openTime === newest - ago * MINUTE_MS;
  if (isOf(candles[end - length + 1], length - 1)) return (ago) => candles[end - ago];
  if (!isOf(candles[end - ALWAYS_WHOLE + 1], ALWAYS_WHOLE - 1)) return undefined;
  const byMinute = new Array<Candle | undefined>(length).fill(undefined);
  let found = 0;
  for (let at = end; at >= 0; at -= 1) {
    const candle = candles[at];
    const ago = (newest - (candle?.openTime ?? 0)) / MINUTE_MS;
    if (ago >= length) break;
    byMinute[ago] = candle;
    found += 1;
  }
  return length - found > maxMissing ? undefined : (ago) => byMinute[ago];
}
