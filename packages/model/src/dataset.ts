import { ACTIONS } from '@qt/catalogue';
import { type Candle, MINUTE_MS } from '@qt/contracts';
import { FEATURES } from './feature-table.ts';
import { featuresOfHistory } from './features.ts';
import { labelsOf } from './label.ts';
import type { Strategy } from './strategies.ts';
import type { FeatureRows } from './ydf.ts';

/** Rows of all symbols together, ordered by time. */
export interface Dataset {
  /** Open time of each row's candle, Unix ms, ascending. */
  readonly times: Float64Array;
  readonly rows: FeatureRows;
  /** The correct action for each row, as its index in `ACTIONS`. */
  readonly labels: Uint8Array;
}

/** The most rows a classifier is trained on: adjacent minutes are redundant, and training takes time. */
const MAX_ROWS = 6000;

/** The labelled rows for one profile, sampled every n-th minute to keep them within `MAX_ROWS`. */
export function datasetOf(
  candlesBySymbol: ReadonlyMap<string, readonly Candle[]>,
  strategy: Pick<Strategy, 'horizonMinutes' | 'moveThreshold'>,
): Dataset {
  const minutes = [...candlesBySymbol.values()].reduce((sum, each) => sum + minutesOf(each), 0);
  const stride = Math.ceil(minutes / MAX_ROWS);
  const labelled = [...candlesBySymbol.values()].flatMap((history, symbol) => {
    const labels = labelsOf(history, strategy);
    return featuresOfHistory(history, (candle) => (candle.openTime / MINUTE_MS + symbol) % stride === 0).flatMap(
      (row) => {
        const label = labels[row.index];
        return label === undefined ? [] : [{ ...row, label: ACTIONS.indexOf(label) }];
      },
    );
  });
  labelled.sort((a, b) => a.openTime - b.openTime);
  const rows = new Float64Array(labelled.length * FEATURES.length);
  for (const [at, row] of labelled.entries()) rows.set(row.features, at * FEATURES.length);
  return {
    times: Float64Array.from(labelled, (row) => row.openTime),
    rows,
    labels: Uint8Array.from(labelled, (row) => row.label),
  };
}

/** From the first candle to the last, missing ones included: a hole must not change which other rows are sampled. */
function minutesOf(history: readonly Candle[]): number {
  const [first, last] = [history[0], history.at(-1)];
  return first === undefined || last === undefined ? 0 : (last.openTime - first.openTime) / MINUTE_MS + 1;
}

/** The rows from `from` (inclusive) to `to` (exclusive). */
export function slice({ times, rows, labels }: Dataset, from: number, to: number): Dataset {
  return {
    times: times.subarray(from, to),
    rows: rows.subarray(from * FEATURES.length, to * FEATURES.length),
    labels: labels.subarray(from, to),
  };
}

/** The position of the first row at `time` (Unix ms) or later. */
export function firstAt(times: Float64Array, time: number): number {
  const found = times.findIndex((each) => each >= time);
  return found < 0 ? times.length : found;
}
