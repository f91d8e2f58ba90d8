import { expect, test } from 'vitest';
import { createSlices } from './slices.ts';

test('many short lists let the event loop run as often as one long list, and each item is visited in order', async () => {
  const inSlices = createSlices();
  const visited: number[] = [];
  let turns = 0;
  let done = false;
  const count = () => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  for (let list = 0; list < 100; list++) {
    const items = Array.from({ length: 50 }, (_, at) => list * 50 + at);
    await inSlices(items, (item) => visited.push(item));
  }
  done = true;
  expect(visited).toEqual(Array.from({ length: 5000 }, (_, at) => at));
  expect(turns).toBeGreaterThanOrEqual(20);
});
