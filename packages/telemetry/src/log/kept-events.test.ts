import { expect, test } from 'vitest';
import { KeptEvents } from './kept-events.ts';

const HOUR_MS = 3_600_000;

function keeping() {
  const clock = { now: 0 };
  const kept = new KeptEvents(() => clock.now);
  const keep = (times: number) => {
    for (let one = 0; one < times; one++) {
      kept.keep({
        at: clock.now,
        event: 'service.started',
        level: 'info',
        message: '',
        traceId: undefined,
        fields: {},
      });
    }
  };
  const after = (sequence: number) => kept.after(sequence).map((event) => event.sequence);
  return { clock, keep, after };
}

test('answers what came after an event, oldest first', () => {
  const { keep, after } = keeping();
  keep(3);
  expect(after(0)).toEqual([1, 2, 3]);
  expect(after(2)).toEqual([3]);
  expect(after(3)).toEqual([]);
  expect(after(99)).toEqual([]);
});

test('keeps 2,000 events of an hour at most', () => {
  const { clock, keep, after } = keeping();
  keep(2001);
  expect(after(0)).toHaveLength(2000);
  expect(after(0)[0]).toBe(2);
  clock.now = HOUR_MS + 1;
  keep(1);
  expect(after(0)).toEqual([2002]);
  expect(after(2001)).toEqual([2002]);
});
