import type { SpanContext } from '@opentelemetry/api';
import type { MetricSpec } from '@qt/catalogue';
import { type Admitted, knownValues, type LabelRule } from './admission.ts';
import { HistogramCell, NumberCell, observe, type SeriesLabels } from './cells.ts';
import { type CurrentTrace, keepExemplar, wantsExemplar } from './exemplar.ts';
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
  /** Whose trace a histogram's observation belongs to; none by default. */
  readonly currentTrace?: CurrentTrace | undefined;
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

const isStep = (value: number) => value >= 0 && value < Infinity;

function createCounter(options: MetricOptions): Metric {
  const series = seriesOf(options, (labels) => new NumberCell(labels, options.now()));
  declareKnown(series, options);
  const handle = {
    add(value: number, labels?: Given) {
      if (isStep(value)) series.find(labels).value += value;
      else options.onOverflow();
    },
    declare(labels?: Given) {
      series.find(labels);
    },
    bind(labels: Given = {}) {
      let cell = series.own(labels);
      return {
        add(value: number) {
          if (!isStep(value)) return options.onOverflow();
          if (cell === undefined || cell.ended) cell = series.own(labels);
          // Where there is no such series, each record of it is one more that was not taken as it came.
          (cell ?? series.find(labels)).value += value;
        },
      };
    },
  };
  return { ...commonOf(options), kind: 'counter', handle, collect: () => series.cells() };
}

function createHistogram(options: MetricOptions): Metric {
  const bounds = options.spec.buckets ?? [];
  const { now, onOverflow, currentTrace } = options;
  const series = seriesOf(options, (labels) => new HistogramCell(labels, now(), bounds.length));
  declareKnown(series, options);
  const record = (cell: HistogramCell, value: number, trace?: SpanContext) => {
    const bucket = observe(cell, bounds, value);
    if (currentTrace === undefined || !wantsExemplar(cell, bucket)) return;
    keepExemplar(cell, bucket, value, trace ?? currentTrace(), now());
  };
  const handle = {
    record(value: number, labels?: Given) {
      if (isStep(value)) record(series.find(labels), value);
      else onOverflow();
    },
    declare(labels?: Given) {
      series.find(labels);
    },
    end(labels: Given) {
      series.end(labels);
    },
    bind(labels: Given = {}) {
      let cell = series.own(labels);
      return {
        /** `trace`: of the observation, where that is not the current one. */
        record(value: number, trace?: SpanContext) {
          if (!isStep(value)) return onOverflow();
          if (cell === undefined || cell.ended) cell = series.own(labels);
          record(cell ?? series.find(labels), value, trace);
        },
      };
    },
  };
  return { ...commonOf(options), kind: 'histogram', bounds, handle, collect: () => series.cells() };
}

function createGauge(options: MetricOptions): Metric {
  const series = seriesOf(options, (labels) => new NumberCell(labels, options.now()));
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
    bind(labels: Given = {}) {
      // Found with the first value only: a gauge never carries a placeholder.
      let cell: NumberCell | undefined;
      return {
        set(value: number) {
          if (!Number.isFinite(value)) return options.onOverflow();
          if (cell === undefined || cell.ended) cell = series.own(labels);
          (cell ?? series.find(labels)).value = value;
        },
      };
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
