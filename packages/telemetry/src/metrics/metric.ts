import type { MetricSpec } from '@qt/catalogue';
import { type Admitted, knownValues, type LabelRule } from './admission.ts';
import { type HistogramCell, type NumberCell, observe, type SeriesLabels } from './cells.ts';
import { Series } from './series.ts';

type Given = Readonly<Record<string, unknown>>;
type Reading = Iterable<readonly [value: number, labels: Given]>;

export interface MetricOptions {
  readonly name: string;
  readonly spec: MetricSpec;
  readonly admitted: Admitted;
  /** Whether the declared debug labels exist. */
  readonly staging: boolean;
  readonly now: () => number;
  readonly onOverflow: () => void;
}

interface Common {
  readonly name: string;
  readonly spec: MetricSpec;
}

/** One metric: the handle that call sites use, and the cells that are collected from it. */
export type Metric =
  | (Common & { readonly kind: 'counter' | 'gauge'; readonly handle: object; collect(): Iterable<NumberCell> })
  | (Common & {
      readonly kind: 'histogram';
      readonly bounds: readonly number[];
      readonly handle: object;
      collect(): Iterable<HistogramCell>;
    });

/** A metric whose closed series already exist at 0; a gauge has none until it is told a value. */
export function createMetric(options: MetricOptions): Metric {
  const { kind } = options.spec;
  if (kind === 'counter') return createCounter(options);
  if (kind === 'histogram') return createHistogram(options);
  return createGauge(options);
}

function createCounter(options: MetricOptions): Metric {
  const series = seriesOf(options, (labels) => numberCell(labels, options.now()));
  declareKnown(series, options);
  const handle = {
    add(value: number, labels?: Given) {
      if (value >= 0 && value < Infinity) series.find(labels).value += value;
      else options.onOverflow();
    },
    declare(labels?: Given) {
      series.find(labels);
    },
  };
  return { ...commonOf(options), kind: 'counter', handle, collect: () => series.cells() };
}

function createHistogram(options: MetricOptions): Metric {
  const bounds = options.spec.buckets ?? [];
  const series = seriesOf<HistogramCell>(options, (labels) => ({
    labels,
    startedAt: options.now(),
    counts: new Array<number>(bounds.length + 1).fill(0),
    sum: 0,
    count: 0,
  }));
  declareKnown(series, options);
  const handle = {
    record(value: number, labels?: Given) {
      if (value >= 0 && value < Infinity) observe(series.find(labels), bounds, value);
      else options.onOverflow();
    },
    declare(labels?: Given) {
      series.find(labels);
    },
    end(labels: Given) {
      series.end(labels);
    },
  };
  return { ...commonOf(options), kind: 'histogram', bounds, handle, collect: () => series.cells() };
}

function createGauge(options: MetricOptions): Metric {
  const series = seriesOf(options, (labels) => numberCell(labels, options.now()));
  let read: (() => Reading) | undefined;
  const set = (value: number, labels?: Given) => {
    if (Number.isFinite(value)) series.find(labels).value = value;
    else options.onOverflow();
  };
  const handle = {
    set,
    end(labels: Given) {
      series.end(labels);
    },
    observe(reading: () => Reading) {
      read = reading;
    },
  };
  const collect = () => {
    if (read !== undefined) {
      series.end({});
      for (const [value, labels] of read()) set(value, labels);
    }
    return series.cells();
  };
  return { ...commonOf(options), kind: 'gauge', handle, collect };
}

const commonOf = ({ name, spec }: MetricOptions): Common => ({ name, spec });

const numberCell = (labels: SeriesLabels, startedAt: number): NumberCell => ({ labels, startedAt, value: 0 });

function seriesOf<C extends NumberCell | HistogramCell>(options: MetricOptions, create: (labels: SeriesLabels) => C) {
  const { spec, admitted, onOverflow } = options;
  return new Series<C>({ rules: rulesOf(options), budget: spec.budget, admitted, create, onOverflow });
}

function rulesOf({ spec, staging }: MetricOptions): LabelRule[] {
  const rules = Object.entries(spec.labels).map(([name, set]) => ({ name, set, optional: false }));
  const debug = Object.entries(spec.debugLabels ?? {}).map(([name, set]) => ({ name, set, optional: true }));
  return staging ? [...rules, ...debug] : rules;
}

/** Begins each series whose label values are all known now. */
function declareKnown(series: Series<NumberCell> | Series<HistogramCell>, options: MetricOptions): void {
  let known: Record<string, string | undefined>[] = [{}];
  for (const rule of rulesOf(options)) {
    const values = knownValues(rule, options.admitted);
    if (values === undefined) return;
    // The later label varies slowest, so that series without debug labels come first when a budget is short.
    known = values.flatMap((value) => known.map((labels) => ({ ...labels, [rule.name]: value })));
  }
  for (const labels of known) series.find(labels);
}
