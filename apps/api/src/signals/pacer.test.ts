import { expect, test } from 'vitest';
import { pacer } from './pacer.ts';

test('work gives way when its slice is over, and then has a whole one again', async () => {
  let clock = 0;
  const pace = pacer(10, () => clock);
  clock = 9;
  expect(pace()).toBeUndefined();
  clock = 10;
  const turn = pace();
  expect(turn).toBeInstanceOf(Promise);
  let served = false;
  setImmediate(() => {
    served = true;
  });
  clock = 500;
  await turn;
  await new Promise(setImmediate);
  expect(served).toBe(true);
  clock = 509;
  expect(pace()).toBeUndefined();
});
