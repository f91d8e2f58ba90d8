import { type SpanContext, TraceFlags } from '@opentelemetry/api';
import type { Exemplar, HistogramCell } from './cells.ts';
import { flat } from './flat.ts';

/** `OTEL_METRICS_EXEMPLAR_FILTER` */
export const EXEMPLAR_FILTERS = ['trace_based', 'always_on', 'always_off'] as const;

export type ExemplarFilter = (typeof EXEMPLAR_FILTERS)[number];

export type CurrentTrace = () => SpanContext | undefined;

/** After this many look-ups without a sampled trace, only every sixteenth observation looks. */
const PATIENCE = 64;

/** Whether an observation should look for a trace: each bucket gets one exemplar per collection. */
export function wantsExemplar(cell: HistogramCell, bucket: number): boolean {
  return (cell.wanting & (1 << bucket)) !== 0 && (cell.misses < PATIENCE || (cell.misses++ & 15) === 0);
}

/** Keeps an observation whose trace is sampled, or with `isAny` of any trace. */
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
  cell.exemplars[bucket] = { traceId: flat(trace.traceId), spanId: flat(trace.spanId), value, at };
  cell.wanting &= ~(1 << bucket);
}

/** After a collection the next observations become exemplars. */
export function renewExemplars(cell: HistogramCell): void {
  cell.wanting = -1;
  cell.misses = 0;
}
