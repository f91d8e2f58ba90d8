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

test('strands that share a pacer share the slice: others are served after one, not after one of each strand', async () => {
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
