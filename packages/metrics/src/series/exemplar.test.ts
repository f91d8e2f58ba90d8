import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type SpanContext, TraceFlags } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { HistogramCell } from './cells.ts';
import { keepExemplar, renewExemplars } from './exemplar.ts';
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

test('exemplars keep only their own ids in memory, not the header that they come with', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const kept: HistogramCell[] = Array.from({ length: 200 }, () => new HistogramCell({}, 0, 12));
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (const cell of kept) {
    for (let bucket = 0; bucket < 13; bucket++) {
      const header = randomBytes(256).toString('hex'); // ids are slices of it
      const of = { traceId: header.slice(0, 32), spanId: header.slice(32, 48), traceFlags: TraceFlags.SAMPLED };
      keepExemplar(cell, bucket, 1, of, 0);
    }
  }
  collectGarbage();
  const bytes = (process.memoryUsage().heapUsed - before) / (kept.length * 13);
  expect(bytes).toBeLessThan(1000);
});
