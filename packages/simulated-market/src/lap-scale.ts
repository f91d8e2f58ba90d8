import { MINUTE_MS } from '@qt/contracts';

/** Laps are counted from the one that holds this minute, whose prices are the file's own: 2026-11-23 UTC. */
const ORIGIN_MINUTE = Date.UTC(2026, 10, 23) / MINUTE_MS;
/** A lap's scale stays within 1/BOUND and BOUND. */
const BOUND = 1000;
const MOST_LAPS = 100_000;

/**
 * The factor that scales each lap of a recording. A lap that rises by `ratio` must be followed by one that starts
 * there, so lap k's scale is ratio^k: exact and continuous, but unbounded. Laps are therefore grouped into eras, centred
 * on the origin, that keep the scale within 1/1,000 and 1,000; the price jumps only between two eras.
 * January 2022's Bitcoin falls by 17 %: its eras last six years.
 *
 * @returns the scale of a lap, by `floor(minute / rows)`.
 */
export function lapScale(ratio: number, rows: number): (lap: number) => number {
  const half = lapsWithin(ratio);
  const origin = Math.floor(ORIGIN_MINUTE / rows);
  const era = 2 * half + 1;
  return (lap) => {
    const ahead = (((lap - origin + half) % era) + era) % era;
    return power(ratio, ahead - half);
  };
}

function lapsWithin(ratio: number): number {
  let laps = 0;
  let scale = ratio;
  while (laps < MOST_LAPS && scale <= BOUND && scale >= 1 / BOUND) {
    laps++;
    scale *= ratio;
  }
  return laps;
}

/** By squaring, with + - * / alone: the same on every machine. */
function power(base: number, exponent: number): number {
  let result = 1;
  let factor = exponent < 0 ? 1 / base : base;
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= factor;
    factor *= factor;
  }
  return result;
}
