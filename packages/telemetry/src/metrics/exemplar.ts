import { type SpanContext, TraceFlags } from '@opentelemetry/api';
import type { Exemplar, HistogramCell } from './cells.ts';
import { flat } from './flat.ts';

/** Of `OTEL_METRICS_EXEMPLAR_FILTER`: which observations of a trace may become exemplars. */
export const EXEMPLAR_FILTERS = ['trace_based', 'always_on', 'always_off'] as const;

export type ExemplarFilter = (typeof EXEMPLAR_FILTERS)[number];

/** The trace that is being worked on, if any. */
export type CurrentTrace = () => SpanContext | undefined;

/** After so many look-ups in vain only each sixteenth observation looks: most requests of a service are not sampled. */
const PATIENCE = 64;

/** Whether an observation in this bucket should look for a trace: each bucket gets one exemplar per collection. */
export function wantsExemplar(cell: HistogramCell, bucket: number): boolean {
  return (cell.wanting & (1 << bucket)) !== 0 && (cell.misses < PATIENCE || (cell.misses++ & 15) === 0);
}

/** Keeps the trace of an observation if it is sampled, since nobody could look up another one, or any trace will do. */
export function keepExemplar(
  cell: HistogramCell,
  bucket: number,
  value: number,
  trace: SpanContext | undefined,
  at: number,
  isAny = false,
): void {
  if (trace === undefined || (!isAny && (trace.traceFlags & TraceFlags.SAMPLED) === 0)) {
    cell.misses += 1;
    return;
  }
  cell.exemplars ??= new Array<Exemplar | undefined>(cell.numbers.length - 1).fill(undefined);
  // Ids are slices of a pool or of a header.
  cell.exemplars[bucket] = { traceId: flat(trace.traceId), spanId: flat(trace.spanId), value, at };
  cell.wanting &= ~(1 << bucket);
}

/** To be called after a collection: the next observations bring newer exemplars. */
export function renewExemplars(cell: HistogramCell): void {
  cell.wanting = -1;
  cell.misses = 0;
}
