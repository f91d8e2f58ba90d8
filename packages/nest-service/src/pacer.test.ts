import { expect, test } from 'vitest';
import { pacer } from './pacer.ts';

test('work yields when its slice is used up, and then gets a full one again', async () => {
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

test('concurrent parts that share a pacer share the slice: others run after one slice, not one per part', async () => {
  let clock = 0;
  let longest = 0;
  let sinceServed = 0;
  let done = false;
  const pace = pacer(10, () => clock);
  const strand = async () => {
    for (let step = 0; step < 20; step += 1) {
      clock += 1;
      sinceServed += 1;
      longest = Math.max(longest, sinceServed);
      await pace();
    }
  };
  const others = () => {
    sinceServed = 0;
    if (!done) setImmediate(others);
  };
  others();
  await Promise.all(Array.from({ length: 8 }, strand));
  done = true;
  expect(longest).toBeLessThanOrEqual(20);
});
