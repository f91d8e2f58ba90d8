import type { TraceSpan } from '@qt/contracts';
import { expect, test } from 'vitest';
import { lengthOf, unfolded, waterfallOf } from './waterfall.ts';

const span = (id: string, parent: string | null, at: number, duration = 1): TraceSpan => ({
  service: 'qt-api',
  name: id,
  kind: 'internal',
  span_id: id,
  parent_span_id: parent,
  started_at_ms: 1000 + at,
  duration_ms: duration,
  error: null,
});
const SPANS = [
  span('decide', 'reserve', 3),
  span('trade', null, 0, 20),
  span('execute', 'trade', 8, 14.5),
  span('reserve', 'trade', 2),
  span('lost', 'nobody', 5),
];

test('each span comes before what is inside of it, and one without its parent stands at the edge', () => {
  const rows = waterfallOf(SPANS);
  expect(rows.map(({ span: { name }, depth, inside, offsetMs }) => [name, depth, inside, offsetMs])).toEqual([
    ['trade', 0, 3, 0],
    ['reserve', 1, 1, 2],
    ['decide', 2, 0, 3],
    ['execute', 1, 0, 8],
    ['lost', 0, 0, 5],
  ]);
  expect(lengthOf(rows)).toBe(22.5);
  expect([waterfallOf([]), lengthOf([])]).toEqual([[], 0]);
});

test('what is inside of a folded span is not shown', () => {
  const shown = (...folded: string[]) =>
    unfolded(waterfallOf(SPANS), new Set(folded)).map(({ span: { name } }) => name);
  expect(shown('reserve')).toEqual(['trade', 'reserve', 'execute', 'lost']);
  expect(shown('trade', 'reserve')).toEqual(['trade', 'lost']);
});

test('a span that is its own parent is shown once, and two that are each other’s hold nothing up', () => {
  expect(waterfallOf([span('self', 'self', 0)])).toHaveLength(1);
  expect(waterfallOf([span('a', 'b', 0), span('b', 'a', 1), span('c', null, 2)]).map(({ depth }) => depth)).toEqual([
    0,
  ]);
});
