import type { ServiceName } from './labels.ts';
import type { LabelSpecs, MetricName, Metrics } from './metrics.ts';

/** The values of one label: its closed set, or any string where the configuration or a budget bounds it. */
type LabelValue<L> = L extends readonly (infer V)[] ? V : string;

type Values<L extends LabelSpecs> = { readonly [K in keyof L]: LabelValue<L[K]> };

type OptionalValues<L extends LabelSpecs> = { readonly [K in keyof L]?: LabelValue<L[K]> | undefined };

/** The labels of one metric, its declared debug labels optional: they are dropped unless `STAGING_MODE=1`. */
export type LabelsOf<N extends MetricName> = Values<Metrics[N]['labels']> &
  (Metrics[N] extends { optionalLabels: infer O extends LabelSpecs } ? OptionalValues<O> : unknown) &
  (Metrics[N] extends { debugLabels: infer D extends LabelSpecs } ? Partial<Values<D>> : unknown);

/** No argument for a metric without labels, one object for the others. */
type LabelArguments<N extends MetricName> = keyof Metrics[N]['labels'] extends never
  ? [labels?: LabelsOf<N>]
  : [labels: LabelsOf<N>];

/** One series of a counter, looked up once, for call sites that record often. */
interface BoundCounter {
  add(value: number): void;
}

/** One series of a histogram. */
interface BoundHistogram {
  record(value: number): void;
}

/** One series of a gauge, which begins with the first `set`. */
interface BoundGauge {
  set(value: number): void;
}

/** A sum that only grows. */
export interface Counter<N extends MetricName> {
  /** Adds `value` (a finite number, 0 or more). */
  add(value: number, ...labels: LabelArguments<N>): void;
  /** Creates the series at 0 if it is new, so that `increase()` sees its first event. */
  declare(...labels: LabelArguments<N>): void;
  /** The series of these labels, declared; adding to it needs no look-up. */
  bind(...labels: LabelArguments<N>): BoundCounter;
}

/** A distribution, in the unit that the metric's name ends with. */
export interface Histogram<N extends MetricName> {
  record(value: number, ...labels: LabelArguments<N>): void;
  declare(...labels: LabelArguments<N>): void;
  /** The series of these labels, declared; recording in it needs no look-up. */
  bind(...labels: LabelArguments<N>): BoundHistogram;
  /** Ends every series whose labels include these, such as those of a superseded model version. */
  end(labels: Partial<LabelsOf<N>>): void;
}

/** A value that is read as "latest". Its series begins with the first `set` and ends with `end`. */
export interface Gauge<N extends MetricName> {
  set(value: number, ...labels: LabelArguments<N>): void;
  /** The series of these labels, which begins with its first value. */
  bind(...labels: LabelArguments<N>): BoundGauge;
  /** Ends every series whose labels include these: all of them for `{}`. */
  end(labels: Partial<LabelsOf<N>>): void;
  /** Computes the metric's series at each collection, instead of `set`: for values that change without an event. */
  observe(read: () => Iterable<readonly [value: number, labels: LabelsOf<N>]>): void;
}

export type InstrumentOf<N extends MetricName> = {
  counter: Counter<N>;
  histogram: Histogram<N>;
  gauge: Gauge<N>;
}[Metrics[N]['kind']];

/** For several services: what each of them emits. */
type EmittedBy<S extends ServiceName> = {
  [N in MetricName]: [S] extends [Metrics[N]['services'][number]] ? N : never;
}[MetricName];

/** Typed handles by metric name: a wrong name, label or closed label value does not compile. */
export type Instruments<N extends MetricName = MetricName> = { readonly [K in N]: InstrumentOf<K> };

/** The handles of the metrics that one service emits. */
export type ServiceInstruments<S extends ServiceName> = Instruments<EmittedBy<S>>;
