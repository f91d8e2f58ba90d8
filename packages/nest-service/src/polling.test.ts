import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { poll } from './polling.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('each round begins after the pause that the previous one ended with', async () => {
  let rounds = 0;
  let pauseMs = 1000;
  const polling = poll(
    async () => {
      rounds += 1;
    },
    () => pauseMs,
  );
  expect(rounds).toBe(1);
  pauseMs = 15_000;
  await vi.advanceTimersByTimeAsync(1000);
  expect(rounds).toBe(1);
  await vi.advanceTimersByTimeAsync(14_000);
  expect(rounds).toBe(2);
  await polling.stop();
});

test('a round that lasts is not overtaken by the next, and a stop waits for it', async () => {
  const gate = Promise.withResolvers<void>();
  let rounds = 0;
  const polling = poll(
    () => {
      rounds += 1;
      return gate.promise;
    },
    () => 10,
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(rounds).toBe(1);
  let stopped = false;
  const stop = polling.stop().then(() => {
    stopped = true;
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stopped).toBe(false);
  gate.resolve();
  await stop;
  expect(rounds).toBe(1);
});

test('a stop in the pause ends at once, and no timer is left', async () => {
  const polling = poll(
    async () => {},
    () => 60_000,
  );
  await vi.advanceTimersByTimeAsync(1);
  await polling.stop();
  expect(vi.getTimerCount()).toBe(0);
});
