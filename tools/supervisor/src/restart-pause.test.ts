import { expect, test } from 'vitest';
import { restartPause } from './restart-pause.ts';

test('pauses grow while a service keeps dying, up to half a minute, and begin anew after a steady run', () => {
  const pauses = [0, 1, 2, 3, 4, 5, 6, 7].reduce<number[]>((list) => [...list, restartPause(list.at(-1), 1000)], []);
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(restartPause(30_000, 60_000)).toBe(500);
});
