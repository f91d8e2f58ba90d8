import type { TimelineItem } from '@qt/contracts';
import { expect, test } from 'vitest';
import { withItems } from './timeline.ts';

const NOW = Date.parse('2026-01-01T12:00:00.000Z');

function item(id: string, secondsAgo: number): TimelineItem {
  const at = new Date(NOW - secondsAgo * 1000).toISOString();
  return {
    id,
    at,
    service: 'qt-api',
    event: 'order.filled',
    level: 'info',
    message: id,
    request_id: null,
    trace_id: null,
    fields: {},
  };
}

test('what comes twice is shown once, newest first', () => {
  const first = withItems([], [item('a', 30), item('b', 20)], NOW);
  const then = withItems(first, [item('b', 20), item('c', 10)], NOW);
  expect(then.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
});

test('what comes late takes its place by time', () => {
  const known = withItems([], [item('a', 30), item('c', 10)], NOW);
  expect(withItems(known, [item('b', 20)], NOW).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
});

test('nothing new changes nothing, and an hour is all that is kept', () => {
  const known = withItems([], [item('old', 3_500), item('a', 30)], NOW);
  expect(withItems(known, [item('a', 30)], NOW)).toBe(known);
  expect(withItems(known, [item('b', 0)], NOW + 200_000).map(({ id }) => id)).toEqual(['b', 'a']);
});

test('what is older than an hour when it comes is not taken', () => {
  const known = withItems([], [item('a', 30)], NOW);
  expect(withItems(known, [item('old', 3_700), item('b', 20)], NOW).map(({ id }) => id)).toEqual(['b', 'a']);
});

test('of 100,000 events the oldest make room, and one that comes again is still known', () => {
  const many = Array.from({ length: 100_000 }, (_, n) => item(`e${n}`, 3_000 - n / 100));
  const known = withItems([], many, NOW);
  const then = withItems(known, [item('new', 0), item('e99999', 3_000 - 999.99)], NOW);
  expect(then).toHaveLength(100_000);
  expect([then[0]?.id, then[1]?.id, then.at(-1)?.id]).toEqual(['new', 'e99999', 'e1']);
});
