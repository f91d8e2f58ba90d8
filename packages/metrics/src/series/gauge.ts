import { NumberCell } from './cells.ts';
import type { MetricOptions, NumberMetric } from './metric.ts';
import { type Given, noSeries } from './series.ts';

type Reading = Iterable<readonly [value: number, labels: Given]>;

/** A latest value. A series begins with its first value; with `observe` there are those that the function returns. */
export function createGauge(options: MetricOptions): NumberMetric {
  const { name, spec, now, onOverflow } = options;
  const series = noSeries(options, (labels) => new NumberCell(labels, now()));
  let read: (() => Reading) | undefined;
  const set = (value: number, labels?: Given) => {
    if (Number.isFinite(value)) series.find(labels).value = value;
    else onOverflow();
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
      const cell = series.bound(labels);
      return {
        set(value: number) {
          if (Number.isFinite(value)) cell().value = value;
          else onOverflow();
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
  return { name, spec, kind: 'gauge', handle, collect };
}
