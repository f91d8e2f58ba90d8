import type { TimelineItem } from '@qt/contracts';
import { expect, test } from 'vitest';
import { matching } from './timeline-filter.ts';

const item = (message: string, symbol: string): TimelineItem => ({
  id: message,
  at: '2026-01-01T12:00:00.000Z',
  service: 'qt-api',
  event: 'order.filled',
  level: 'info',
  message,
  request_id: null,
  trace_id: null,
  fields: { symbol },
});
const items = [item('bought', 'BTCUSDT'), item('sold', 'ETHUSDT')];

test.each([
  ['btc', ['bought']],
  [' API  sold ', ['sold']],
  ['bought eth', []],
])("'%s' is in %j", (typed, expected) => {
  expect(matching(items, typed).map(({ id }) => id)).toEqual(expected);
});

test('nothing typed is all of them, as they are', () => {
  expect(matching(items, ' ')).toBe(items);
});
