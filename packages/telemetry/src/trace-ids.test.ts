import { expect, test } from 'vitest';
import { createIdGenerator } from './trace-ids.ts';

test('ids are of the right form and never come again', () => {
  const { generateTraceId, generateSpanId } = createIdGenerator();
  const traces = Array.from({ length: 10_000 }, generateTraceId);
  const spans = Array.from({ length: 10_000 }, generateSpanId);
  expect(traces.filter((id) => !/^[0-9a-f]{32}$/.test(id))).toEqual([]);
  expect(spans.filter((id) => !/^[0-9a-f]{16}$/.test(id))).toEqual([]);
  expect(new Set(traces).size).toBe(10_000);
  expect(new Set(spans).size).toBe(10_000);
});
