import type { SectionName } from '@qt/contracts';
import { expect, test } from 'vitest';
import { SentEvents } from './sent-events.ts';

function sent(...names: SectionName[]): SentEvents {
  const events = new SentEvents();
  for (const [index, name] of names.entries()) events.add({ sequence: index + 1, name, text: `${name} ${index + 1}` });
  return events;
}

test('who comes back gets the newest of each section that changed, and all of the timeline', () => {
  const events = sent('now', 'timeline', 'now', 'money', 'timeline', 'now');
  expect(events.since(1)?.map(({ text }) => text)).toEqual(['timeline 2', 'money 4', 'timeline 5', 'now 6']);
  expect(events.since(6)).toEqual([]);
});

test('who was away for too long, or comes from elsewhere, has to begin anew', () => {
  const events = sent(...Array.from({ length: 501 }, () => 'now' as const));
  expect(events.since(0)).toBeUndefined();
  expect(events.since(1)).toHaveLength(1);
  expect(events.since(999)).toBeUndefined();
  expect(events.since(Number.NaN)).toBeUndefined();
  expect(new SentEvents().since(0)).toBeUndefined();
});
