import type { Regime } from '@qt/contracts';

/** A regime that a market can be in; `auto` means that the seed chooses it. */
export type MarketRegime = Exclude<Regime, 'auto'>;

/** How a market moves in a regime, at volatility 1. */
interface Temperament {
  /** Log return per minute along the trend; in the schedule, down-trends get theirs from the rise that they reverse. */
  readonly drift: number;
  /** Deviation of one minute's shock around the trend. */
  readonly shock: number;
  /** The share of the distance from the trend line that remains after a minute. */
  readonly memory: number;
  /** Volume relative to a quiet minute. */
  readonly activity: number;
}

export const TEMPERAMENTS: Readonly<Record<MarketRegime, Temperament>> = {
  trend_up: { drift: 0.0003, shock: 0.00018, memory: 0.98, activity: 1.8 },
  trend_down: { drift: -0.0006, shock: 0.0005, memory: 0.98, activity: 2.4 },
  range: { drift: 0, shock: 0.0005, memory: 0.93, activity: 1 },
  volatile: { drift: 0, shock: 0.0014, memory: 0.97, activity: 3 },
  flat: { drift: 0, shock: 0.0001, memory: 0.9, activity: 0.6 },
};
