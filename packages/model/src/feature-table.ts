import type { Window } from './window.ts';

export interface Feature {
  readonly name: string;
  /** What it measures, its unit, and its look-back in minutes. */
  readonly description: string;
  readonly of: (window: Window) => number;
}

/** How many closed one-minute candles a scan needs: the longest look-back plus the first candle. */
export const LOOKBACK_CANDLES = 121;

/** The model's inputs: functions of the last `LOOKBACK_CANDLES` one-minute candles. */
export const FEATURES = [
  change(1),
  change(5),
  change(15),
  change(30),
  change(60),
  change(120),
  {
    name: 'volatility_15m',
    description: 'Standard deviation of the one-minute changes of the last 15 minutes, a fraction.',
    of: (window) => deviation(window.changes(15)),
  },
  {
    name: 'volatility_60m',
    description: 'Standard deviation of the one-minute changes of the last 60 minutes, a fraction.',
    of: (window) => deviation(window.changes(60)),
  },
  {
    name: 'volatility_ratio',
    description: 'Volatility of the last 15 minutes over that of the last 60; 1 in a still market.',
    of: (window) => ratio(deviation(window.changes(15)), deviation(window.changes(60)), 1),
  },
  meanDistance(20),
  meanDistance(60),
  {
    name: 'trend_60m',
    description: 'Change over 60 minutes in units of the deviation that its one-minute changes would give by chance.',
    of: (window) => ratio(window.change(60), deviation(window.changes(60)) * Math.sqrt(60), 0),
  },
  {
    name: 'efficiency_30m',
    description: 'Net change of the last 30 minutes over the sum of its one-minute changes without sign, -1 to 1.',
    of: (window) => ratio(sum(window.changes(30)), sum(window.changes(30).map(Math.abs)), 0),
  },
  {
    name: 'relative_strength_14m',
    description: 'Share of the rises in the one-minute changes of the last 14 minutes, 0 to 1 (RSI / 100).',
    of: (window) => {
      const changes = window.changes(14);
      return ratio(sum(changes.filter((value) => value > 0)), sum(changes.map(Math.abs)), 0.5);
    },
  },
  {
    name: 'range_position_60m',
    description: 'Where the close lies between the lowest low (0) and the highest high (1) of the last 60 minutes.',
    of: (window) => {
      const candles = window.last(60);
      const low = Math.min(...candles.map((candle) => candle.low));
      const high = Math.max(...candles.map((candle) => candle.high));
      return ratio(window.at(0).close - low, high - low, 0.5);
    },
  },
  {
    name: 'volume_ratio',
    description: 'Mean volume of the last 5 minutes over that of the last 60; 1 where nothing was traded.',
    of: (window) => {
      const meanOf = (minutes: number) => mean(window.last(minutes).map((candle) => candle.volume));
      return ratio(meanOf(5), meanOf(60), 1);
    },
  },
] as const satisfies readonly Feature[];

function change<const M extends number>(minutes: M) {
  return {
    name: `change_${minutes}m` as const,
    description: `Change of the close over the last ${minutes === 1 ? 'minute' : `${minutes} minutes`}, a fraction.`,
    of: (window: Window) => window.change(minutes),
  };
}

function meanDistance<const M extends number>(minutes: M) {
  return {
    name: `mean_distance_${minutes}m` as const,
    description: `Close over the mean close of the last ${minutes} minutes, less 1, a fraction.`,
    of: (window: Window) => ratio(window.at(0).close, mean(window.last(minutes).map((candle) => candle.close)), 1) - 1,
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;
const ratio = (part: number, whole: number, ofNothing: number) => (whole === 0 ? ofNothing : part / whole);

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
