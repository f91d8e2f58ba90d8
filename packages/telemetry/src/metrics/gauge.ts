import { noSeries } from './begin-series.ts';
import { NumberCell } from './cells.ts';
import type { MetricOptions, NumberMetric } from './metric.ts';
import type { Given } from './series.ts';

type Reading = Iterable<readonly [value: number, labels: Given]>;

/** A latest value. It has no series until it is told one, and with `observe` those that the function tells. */
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
      // Found with the first value only: a gauge never carries a placeholder.
      let cell: NumberCell | undefined;
      return {
        set(value: number) {
          if (!Number.isFinite(value)) return onOverflow();
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
  return { name, spec, kind: 'gauge', handle, collect };
}
