import { expect, test } from 'vitest';
import { connectionAt } from './connection.ts';

test.each([
  [1_000, undefined, 'connecting'],
  [4_000, undefined, 'away'],
  [10_000, 9_000, 'live'],
  [13_400, 10_000, 'live'],
  [13_500, 10_000, 'stale'],
])('at %d, heard last at %s: %s', (now, heardAt, state) => {
  expect(connectionAt(now, heardAt, 0).state).toBe(state);
});

test('a stale page knows for how long', () => {
  expect(connectionAt(20_000, 10_000, 0)).toEqual({ state: 'stale', silentMs: 10_000 });
});
