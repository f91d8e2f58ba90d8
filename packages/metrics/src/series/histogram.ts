import type { SpanContext } from '@opentelemetry/api';
import { isStep } from './admission.ts';
import { HistogramCell, observe } from './cells.ts';
import { keepExemplar, wantsExemplar } from './exemplar.ts';
import type { HistogramMetric, MetricOptions } from './metric.ts';
import { type Given, knownSeries } from './series.ts';

/** A distribution of values of 0 or more, with exemplars of sampled traces. */
export function createHistogram(options: MetricOptions): HistogramMetric {
  const { name, spec, now, onOverflow, currentTrace, exemplarFilter } = options;
  const bounds = spec.buckets ?? [];
  const isOff = exemplarFilter === 'always_off';
  const isAny = exemplarFilter === 'always_on';
  const series = knownSeries(options, (labels) => new HistogramCell(labels, now(), bounds.length));
  const record = (cell: HistogramCell, value: number, trace?: SpanContext) => {
    const bucket = observe(cell, bounds, value);
    if (currentTrace === undefined || isOff || !wantsExemplar(cell, bucket)) return;
    keepExemplar(cell, bucket, value, trace ?? currentTrace(), now(), isAny);
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
      series.own(labels);
      const cell = series.bound(labels);
      return {
        /** `trace`: of the observation, where it is not the current one. */
        record(value: number, trace?: SpanContext) {
          if (isStep(value)) record(cell(), value, trace);
          else onOverflow();
        },
      };
    },
  };
  return { name, spec, kind: 'histogram', bounds, handle, collect: () => series.cells() };
}
