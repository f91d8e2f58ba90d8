import { knownValues, type LabelRule } from './admission.ts';
import type { Cell, SeriesLabels } from './cells.ts';
import type { MetricOptions } from './metric.ts';
import { Series } from './series.ts';

/** The series of a metric, of which there are none yet. */
export function noSeries<C extends Cell>(options: MetricOptions, create: (labels: SeriesLabels) => C): Series<C> {
  const { spec, admitted, onOverflow } = options;
  return new Series<C>({ rules: rulesOf(options), budget: spec.budget, admitted, create, onOverflow });
}

/** The series of a metric; each whose label values are all known now exists from the start. */
export function knownSeries<C extends Cell>(options: MetricOptions, create: (labels: SeriesLabels) => C): Series<C> {
  const series = noSeries(options, create);
  let known: Record<string, string | undefined>[] = [{}];
  for (const rule of rulesOf(options)) {
    const values = knownValues(rule, options.admitted);
    if (values === undefined) return series;
    // The later label varies slowest, so that series without debug labels come first when a budget is short.
    known = values.flatMap((value) => known.map((labels) => ({ ...labels, [rule.name]: value })));
  }
  for (const labels of known) series.find(labels);
  return series;
}

function rulesOf({ spec, staging }: MetricOptions): LabelRule[] {
  const rules = Object.entries(spec.labels).map(([name, set]) => ({ name, set, optional: false }));
  const more = { ...spec.optionalLabels, ...(staging ? spec.debugLabels : {}) };
  return [...rules, ...Object.entries(more).map(([name, set]) => ({ name, set, optional: true }))];
}
