import { trackCheck } from '@qt/service';
import { expect, test } from 'vitest';
import { SourceWatch } from './source-watch.ts';

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
