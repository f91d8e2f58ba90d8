import { absorb, bellAt, stir } from './arithmetic.ts';
import type { Segment } from './regime-schedule.ts';
import { type MarketRegime, TEMPERAMENTS } from './regimes.ts';

/** A run of minutes whose log prices are known, from the first minute's open to the last one's close. */
export interface PricePath {
  readonly segments: readonly Segment[];
  /** Log price relative to the base price at each minute's start, and at the end: one more than there are minutes. */
  readonly levels: Float64Array;
}

interface PathPlan {
  readonly segments: readonly Segment[];
  /** Log price relative to the base price at both ends: the path meets them exactly. */
  readonly startLevel: number;
  readonly endLevel: number;
  readonly volatility: number;
  /** Log return per minute of each up-trend. */
  readonly upDrift: number;
  /** Hash words that seed this path's noise. */
  readonly noise: readonly [seed: number, key: number, stream: number];
}

/**
 * Builds the path: trend lines with noise around them that returns to the line. The difference between
 * the ends that up-trends leave is made up by the down-trends, or by all minutes alike if there are none.
 */
export function buildPricePath(plan: PathPlan): PricePath {
  const minutes = plan.segments.reduce((sum, segment) => sum + segment.minutes, 0);
  const deviations = deviationsOf(plan, minutes);
  const risen = plan.upDrift * minutesIn(plan.segments, 'trend_up');
  const owed = plan.endLevel - plan.startLevel - risen - (deviations[minutes] ?? 0);
  const falling = minutesIn(plan.segments, 'trend_down');
  const levels = new Float64Array(minutes + 1);
  let line = plan.startLevel;
  let minute = 0;
  for (const segment of plan.segments) {
    const pays = falling === 0 || segment.regime === 'trend_down';
    const drift = (segment.regime === 'trend_up' ? plan.upDrift : 0) + (pays ? owed / (falling || minutes) : 0);
    for (const end = minute + segment.minutes; minute < end; minute++) {
      levels[minute] = line + (deviations[minute] ?? 0);
      line += drift;
    }
  }
  levels[minutes] = plan.endLevel;
  return { segments: plan.segments, levels };
}

/** The regime of the minute that is `offset` minutes into the path. */
export function regimeWithin(segments: readonly Segment[], offset: number): MarketRegime {
  let left = offset;
  for (const segment of segments) {
    if (left < segment.minutes) return segment.regime;
    left -= segment.minutes;
  }
  return 'flat';
}

function minutesIn(segments: readonly Segment[], regime: MarketRegime): number {
  return segments.reduce((sum, segment) => sum + (segment.regime === regime ? segment.minutes : 0), 0);
}

function deviationsOf(plan: PathPlan, minutes: number): Float64Array {
  const deviations = new Float64Array(minutes + 1);
  const noise = stir(0, plan.noise);
  let minute = 0;
  for (const segment of plan.segments) {
    const { shock, memory } = TEMPERAMENTS[segment.regime];
    for (const end = minute + segment.minutes; minute < end; minute++) {
      const last = deviations[minute] ?? 0;
      deviations[minute + 1] = last * memory + shock * plan.volatility * bellAt(absorb(noise, minute));
    }
  }
  return deviations;
}
