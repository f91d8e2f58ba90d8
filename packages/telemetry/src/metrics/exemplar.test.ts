import { type SpanContext, TraceFlags } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import type { HistogramCell } from './cells.ts';
import { renewExemplars } from './exemplar.ts';
import { createRegistry } from './registry.ts';

const trace = (spanId: string, traceFlags = TraceFlags.SAMPLED): SpanContext => ({
  traceId: 't'.repeat(32),
  spanId,
  traceFlags,
});

function setUp() {
  const current: { trace: SpanContext | undefined } = { trace: undefined };
  const registry = createRegistry({
    service: 'qt-api',
    admitted: { symbol: [], profile: [] },
    staging: false,
    now: () => 5000,
    currentTrace: () => current.trace,
  });
  const latency = registry.instruments.qt_provider_latency_seconds.bind({ provider: 'binance' });
  const metric = registry.metrics.find(({ name }) => name === 'qt_provider_latency_seconds');
  const [cell] = [...(metric?.collect() ?? [])] as HistogramCell[];
  const record = (seconds: number, by: SpanContext | undefined) => {
    current.trace = by;
    latency.record(seconds);
  };
  const kept = () => cell?.exemplars?.filter((one) => one !== undefined) ?? [];
  return { record, kept, collected: () => cell !== undefined && renewExemplars(cell) };
}

test('each bucket keeps the trace of one observation until it has been collected', () => {
  const { record, kept, collected } = setUp();
  record(0.001, trace('fast'));
  record(0.002, trace('not looked for'));
  record(7, trace('slow'));
  expect(kept()).toEqual([
    { traceId: 't'.repeat(32), spanId: 'fast', value: 0.001, at: 5000 },
    { traceId: 't'.repeat(32), spanId: 'slow', value: 7, at: 5000 },
  ]);
  collected();
  record(0.003, trace('newer'));
  expect(kept().map(({ spanId }) => spanId)).toEqual(['newer', 'slow']);
});

test('what is not sampled leaves none: nobody could look it up', () => {
  const { record, kept } = setUp();
  record(0.001, undefined);
  record(0.001, trace('unsampled', TraceFlags.NONE));
  expect(kept()).toEqual([]);
});

test('a sampled trace is still found after many that are not', () => {
  const { record, kept } = setUp();
  for (let at = 0; at < 1000; at++) record(0.001, trace('unsampled', TraceFlags.NONE));
  for (let at = 0; at < 16; at++) record(7, trace('slow'));
  expect(kept().map(({ spanId }) => spanId)).toEqual(['slow']);
});
