import { expect, test } from 'vitest';
import { hashOf, routeOf } from './route.ts';

test.each([
  ['', 'now'],
  ['#/', 'now'],
  ['#/acting', 'acting'],
  ['#/<script>', 'now'],
  ['#/nothing?x=1', 'now'],
])('%s shows %s', (hash, view) => {
  expect(routeOf(hash).view).toBe(view);
});

test('what a view is asked for comes back', () => {
  const query = { id: 'a&b=c', symbol: 'BTCUSDT' };
  expect(routeOf(hashOf('acting', query))).toEqual({ view: 'acting', query });
});
