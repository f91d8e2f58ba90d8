import { isStep } from './admission.ts';
import { knownSeries } from './begin-series.ts';
import { NumberCell } from './cells.ts';
import type { MetricOptions, NumberMetric } from './metric.ts';
import type { Given } from './series.ts';

/** A sum that only grows. Its series never end. */
export function createCounter(options: MetricOptions): NumberMetric {
  const { name, spec, now, onOverflow } = options;
  const series = knownSeries(options, (labels) => new NumberCell(labels, now()));
  const handle = {
    add(value: number, labels?: Given) {
      if (isStep(value)) series.find(labels).value += value;
      else onOverflow();
    },
    declare(labels?: Given) {
      series.find(labels);
    },
    bind(labels: Given = {}) {
      let cell = series.own(labels);
      return {
        add(value: number) {
          if (!isStep(value)) return onOverflow();
          cell ??= series.own(labels);
          // Where there is no such series, each record of it is one more that was not taken as it came.
          (cell ?? series.find(labels)).value += value;
        },
      };
    },
  };
  return { name, spec, kind: 'counter', handle, collect: () => series.cells() };
}
