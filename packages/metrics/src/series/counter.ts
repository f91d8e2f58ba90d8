import { isStep } from './admission.ts';
import { NumberCell } from './cells.ts';
import type { MetricOptions, NumberMetric } from './metric.ts';
import { type Given, knownSeries } from './series.ts';

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
      series.own(labels);
      const cell = series.bound(labels);
      return {
        add(value: number) {
          if (isStep(value)) cell().value += value;
          else onOverflow();
        },
      };
    },
  };
  return { name, spec, kind: 'counter', handle, collect: () => series.cells() };
}
