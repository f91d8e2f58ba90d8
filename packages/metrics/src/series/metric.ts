import type { MetricSpec } from '@qt/catalogue';
import type { Admitted } from './admission.ts';
import type { HistogramCell, NumberCell } from './cells.ts';
import type { CurrentTrace, ExemplarFilter } from './exemplar.ts';

export interface MetricOptions {
  readonly name: string;
  readonly spec: MetricSpec;
  readonly admitted: Admitted;
  /** Whether the declared debug labels exist. */
  readonly staging: boolean;
  /** Unix ms. */
  readonly now: () => number;
  /** Called for each record that was changed or dropped. */
  readonly onOverflow: () => void;
  /** Of a histogram's observations; none by default. */
  readonly currentTrace?: CurrentTrace | undefined;
  /** `trace_based` by default. */
  readonly exemplarFilter?: ExemplarFilter | undefined;
}

interface Common {
  readonly name: string;
  readonly spec: MetricSpec;
  readonly handle: object;
}

export interface NumberMetric extends Common {
  readonly kind: 'counter' | 'gauge';
  collect(): Iterable<NumberCell>;
}

export interface HistogramMetric extends Common {
  readonly kind: 'histogram';
  readonly bounds: readonly number[];
  collect(): Iterable<HistogramCell>;
}

/** The handle that call sites use, typed by the catalogue, and the cells that are collected. */
export type Metric = NumberMetric | HistogramMetric;
