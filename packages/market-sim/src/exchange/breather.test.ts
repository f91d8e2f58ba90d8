import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Breather } from './breather.ts';

test('requests that are computed at the same time share each turn of the event loop', async () => {
  const breather = new Breather();
  let turn = 0;
  let running = true;
  const count = async () => {
    while (running) {
      await setImmediate();
      turn++;
    }
  };
  const counting = count();
  const minutesByTurn = new Map<number, number>();
  const work = async () => {
    for (let step = 0; step < 20; step++) {
      await breather.before(500);
      minutesByTurn.set(turn, (minutesByTurn.get(turn) ?? 0) + 500);
    }
  };
  await Promise.all(Array.from({ length: 10 }, work));
  running = false;
  await counting;
  expect([...minutesByTurn.values()].reduce((sum, minutes) => sum + minutes, 0)).toBe(100_000);
  expect(Math.max(...minutesByTurn.values())).toBeLessThanOrEqual(8000);
});
