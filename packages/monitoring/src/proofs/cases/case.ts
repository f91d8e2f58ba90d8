import type { Labels, Series } from '../series/series.ts';

/** What a case expects. Times in seconds from its start; labels without severity and service. */
export type Expectation =
  /** Exactly these are firing at that time; none: silent. */
  | { readonly at: number; readonly firing: readonly Labels[] }
  /** Nothing fires at any evaluation. */
  | { readonly silent: readonly [from: number, to: number] }
  /** Something fires at every evaluation. */
  | {
      readonly firing: readonly [from: number, to: number];
      /** The causes that each fire by themselves; for an alert with a single cause, that one. */
      readonly causes?: readonly string[];
    }
  /** Exactly these are firing, with all their labels and annotations. */
  | { readonly at: number; readonly alerts: readonly ExpectedAlert[] }
  /** A query returns this single value. */
  | { readonly at: number; readonly query: string; readonly value: number };

export interface ExpectedAlert {
  readonly labels: Labels;
  readonly summary: string;
  readonly description: string;
}

/** A situation, named by a sentence, and the alert's expected reaction. */
export interface Case {
  readonly alert: string;
  readonly name: string;
  readonly series: readonly Series[];
  readonly expect: readonly Expectation[];
  /** The causes that it covers, by default all of its alert's. It need not detect mutants of the others. */
  readonly about?: readonly string[];
  /** Seconds between two values of the series, 15 by default. */
  readonly sampledEvery?: number;
  /** Seconds between two evaluations, 15 by default. */
  readonly evaluateEvery?: number;
  /** External labels of Prometheus. */
  readonly external?: Labels;
}
