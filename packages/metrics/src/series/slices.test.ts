import { expect, test } from 'vitest';
import { turnsDuring } from '../testing/turns-during.ts';
import { createSlices } from './slices.ts';

test('many short lists let the event loop run as often as one long list, and each item is visited in order', async () => {
  const inSlices = createSlices();
  const visited: number[] = [];
  const turns = await turnsDuring(async () => {
    for (let list = 0; list < 100; list++) {
      const items = Array.from({ length: 50 }, (_, at) => list * 50 + at);
      await inSlices(items, (item) => visited.push(item));
    }
  });
  expect(visited).toEqual(Array.from({ length: 5000 }, (_, at) => at));
  expect(turns).toBeGreaterThanOrEqual(20);
});
