import { expect, test } from 'vitest';
import { spansOfJaeger } from './jaeger-trace.ts';

const SPAN = { spanID: 'b', operationName: 'risk.decide', processID: 'p1', startTime: 1_000_250, duration: 2500 };
const trace = (...spans: object[]) => ({ data: [{ spans, processes: { p1: { serviceName: 'qt-risk-guard' } } }] });

test('a span of Jaeger is the one that was sent, in milliseconds', () => {
  const tags = [
    { key: 'span.kind', value: 'server' },
    { key: 'error', value: true },
    { key: 'otel.status_description', value: 'the store is full' },
  ];
  const references = [
    { refType: 'FOLLOWS_FROM', spanID: 'z' },
    { refType: 'CHILD_OF', spanID: 'a' },
  ];
  expect(spansOfJaeger(trace({ ...SPAN, tags, references }))).toEqual([
    {
      service: 'qt-risk-guard',
      name: 'risk.decide',
      kind: 'server',
      span_id: 'b',
      parent_span_id: 'a',
      started_at_ms: 1000.25,
      duration_ms: 2.5,
      error: 'the store is full',
    },
  ]);
});

test('a span without tags is internal and did not fail, and a trace that Jaeger has not is none', () => {
  expect(spansOfJaeger(trace(SPAN))).toMatchObject([{ kind: 'internal', parent_span_id: null, error: null }]);
  expect(spansOfJaeger({ data: [] })).toEqual([]);
  expect(spansOfJaeger({ data: null })).toEqual([]);
  expect(() => spansOfJaeger({})).toThrow('data');
});
