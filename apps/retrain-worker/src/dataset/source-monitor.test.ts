import { ProviderFailure } from '@qt/market-data';
import { expect, test } from 'vitest';
import { SourceMonitor } from './source-monitor.ts';

test('the source is probed every two seconds while it fails, and each minute while it answers', async () => {
  const answers = [false, false, true, true, false];
  const end = new AbortController();
  const seen: [boolean, number][] = [];
  const probe = async () => {
    if (answers.shift() !== true) throw new Error('connection refused');
  };
  const monitor = new SourceMonitor({ probe }, () => 0);
  await monitor.run(end.signal, async (ms) => {
    seen.push([monitor.check().ok, ms]);
    if (answers.length === 0) end.abort();
  });
  expect(seen).toEqual([
    [false, 2000],
    [false, 2000],
    [true, 60_000],
    [true, 60_000],
    [false, 2000],
  ]);
  expect(monitor.check().detail).toBe('connection refused');
});

test('no request is sent before the Retry-After of a ban has passed, whoever the caller', async () => {
  const clock = { now: 0 };
  let asked = 0;
  const banned = new ProviderFailure('binance', 'rate_limited', '418 banned', { status: 418, retryAfterMs: 90_000 });
  const probe = async () => {
    asked += 1;
    if (clock.now < 90_000) throw banned;
  };
  const monitor = new SourceMonitor({ probe }, () => clock.now);
  const answers: boolean[] = [];
  for (const at of [0, 2000, 89_999, 90_000]) {
    clock.now = at;
    answers.push(await monitor.probe());
  }
  expect(answers).toEqual([false, false, false, true]);
  expect(asked).toBe(2);
});
