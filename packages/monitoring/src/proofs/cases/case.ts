import type { Labels, Series } from '../series/series.ts';

/** What must be so. Times in seconds from the case's beginning; labels without severity and service. */
export type Expectation =
  /** Just these are firing at that time; none: silent. */
  | { readonly at: number; readonly firing: readonly Labels[] }
  /** Nothing has been firing at any evaluation. */
  | { readonly silent: readonly [from: number, to: number] }
  /** Something has been firing at every evaluation. */
  | {
      readonly firing: readonly [from: number, to: number];
      /** The causes each of which does so by itself; of an alert with a single cause it is that one. */
      readonly causes?: readonly string[];
    }
  /** Just these are firing, with all their labels and annotations. */
  | { readonly at: number; readonly alerts: readonly ExpectedAlert[] }
  /** A query has this one value. */
  | { readonly at: number; readonly query: string; readonly value: number };

export interface ExpectedAlert {
  readonly labels: Labels;
  readonly summary: string;
  readonly description: string;
}

/** A situation, by a sentence, and what the alert makes of it. */
export interface Case {
  readonly alert: string;
  readonly name: string;
  readonly series: readonly Series[];
  readonly expect: readonly Expectation[];
  /** The causes that it is about; all of its alert's by default. Mutants of the others are not held against it. */
  readonly about?: readonly string[];
  /** Seconds between two values of the series, 15 by default. */
  readonly sampledEvery?: number;
  /** Seconds between two evaluations, 15 by default. */
  readonly evaluateEvery?: number;
  /** External labels of Prometheus. */
  readonly external?: Labels;
}
