import { ACTIONS } from '@qt/catalogue';
import { type Candle, MINUTE_MS } from '@qt/contracts';
import { FEATURES } from './feature-table.ts';
import { type FeatureRow, featuresOfHistory } from './features.ts';
import { labelOf, moveAt } from './label.ts';
import type { FeatureRows } from './trees.ts';

/** Rows of all symbols together, ordered by time. */
export interface Dataset {
  /** Open time of each row's candle, Unix ms, ascending. */
  readonly times: Float64Array;
  readonly rows: FeatureRows;
  /** The correct action for each row, as its index in `ACTIONS`. */
  readonly labels: Uint8Array;
  /** The change of the price over the horizon, as a fraction. */
  readonly moves: Float64Array;
}

export interface LabelTerms {
  readonly horizonMinutes: number;
  /** The change over the horizon, as a fraction, at which a row is `buy` (up) or `sell` (down). */
  readonly moveThreshold: number;
}

/** The most rows a classifier is trained on: adjacent minutes are redundant, and training takes time. */
const MAX_ROWS = 6000;

/** A row before it has a label. */
export interface SampledRow extends FeatureRow {
  /** The history that it is of. */
  readonly candles: readonly Candle[];
}

/** Rows every `stride` minutes, ordered by time: what all profiles share. */
export function sampledRows(
  candlesBySymbol: ReadonlyMap<string, readonly Candle[]>,
  stride = strideFor([...candlesBySymbol.values()]),
): SampledRow[] {
  return [...candlesBySymbol.values()]
    .flatMap((candles, symbol) =>
      featuresOfHistory(candles, ({ openTime }) => (openTime / MINUTE_MS + symbol) % stride === 0).map((row) => ({
        ...row,
        candles,
      })),
    )
    .sort((a, b) => a.openTime - b.openTime);
}

/** Those of the rows whose label is known, for one profile. */
export function labelledRows(sampled: readonly SampledRow[], { horizonMinutes, moveThreshold }: LabelTerms): Dataset {
  const labelled = sampled.flatMap((row) => {
    const move = moveAt(row.candles, row.index, horizonMinutes);
    return move === undefined ? [] : { ...row, move };
  });
  const rows = new Float64Array(labelled.length * FEATURES.length);
  for (const [at, row] of labelled.entries()) rows.set(row.features, at * FEATURES.length);
  return {
    times: Float64Array.from(labelled, (row) => row.openTime),
    rows,
    labels: Uint8Array.from(labelled, ({ move }) => ACTIONS.indexOf(labelOf(move, moveThreshold))),
    moves: Float64Array.from(labelled, ({ move }) => move),
  };
}

/** Few enough rows to train on. */
function strideFor(histories: readonly (readonly Candle[])[]): number {
  return Math.max(1, Math.ceil(histories.reduce((sum, each) => sum + minutesOf(each), 0) / MAX_ROWS));
}

/** From the first candle to the last, missing ones included: a hole must not change which other rows are sampled. */
function minutesOf(history: readonly Candle[]): number {
  const [first, last] = [history[0], history.at(-1)];
  return first === undefined || last === undefined ? 0 : (last.openTime - first.openTime) / MINUTE_MS + 1;
}

/** The rows from `from` (inclusive) to `to` (exclusive). */
export function slice({ times, rows, labels, moves }: Dataset, from: number, to: number): Dataset {
  return {
    times: times.subarray(from, to),
    rows: rows.subarray(from * FEATURES.length, to * FEATURES.length),
    labels: labels.subarray(from, to),
    moves: moves.subarray(from, to),
  };
}

/** The position of the first row at `time` (Unix ms) or later. */
export function firstAt(times: Float64Array, time: number): number {
  const found = times.findIndex((each) => each >= time);
  return found < 0 ? times.length : found;
}
