import { ProviderFailure } from '@qt/market-data';
import { trackCheck } from '@qt/nest-service';
import { expect, test } from 'vitest';
import { SourceWatch } from './source-monitor.ts';

test('the source is asked soon again while it fails, and each minute while it answers', async () => {
  const answers = [false, false, true, true, false];
  const end = new AbortController();
  const check = trackCheck('history', 'not asked yet', () => 0);
  const seen: [boolean, number][] = [];
  const watch = new SourceWatch({
    history: {
      probe: async () => {
        if (answers.shift() !== true) throw new Error('connection refused');
      },
    },
    check,
    now: () => 0,
    pause: async (ms) => {
      seen.push([check.read().ok, ms]);
      if (answers.length === 0) end.abort();
    },
  });
  await watch.run(end.signal);
  expect(seen).toEqual([
    [false, 2000],
    [false, 2000],
    [true, 60_000],
    [true, 60_000],
    [false, 2000],
  ]);
  expect(check.read().detail).toBe('connection refused');
});

test('a source that asks to be left alone is left alone for as long, whoever wants to know', async () => {
  const clock = { now: 0 };
  let asked = 0;
  const check = trackCheck('history', 'not asked yet', () => clock.now);
  const banned = new ProviderFailure('binance', 'rate_limited', '418 banned', { status: 418, retryAfterMs: 90_000 });
  const watch = new SourceWatch({
    history: {
      probe: async () => {
        asked += 1;
        if (clock.now < 90_000) throw banned;
      },
    },
    check,
    now: () => clock.now,
    pause: async () => undefined,
  });
  const answers: boolean[] = [];
  for (const at of [0, 2000, 89_999, 90_000]) {
    clock.now = at;
    answers.push(await watch.ask());
  }
  expect(answers).toEqual([false, false, false, true]);
  expect(asked).toBe(2);
});
