import { expect, test } from 'vitest';
import { MODEL } from './check-order.fixture.ts';
import { ClockWatch } from './clock-watch.ts';
import { ObservedFacts } from './observed-facts.ts';

test('a guard that has just started knows no price and no model, and not whether its books are right', () => {
  const clock = () => 0;
  const { market, models, books } = new ObservedFacts(new ClockWatch(clock, clock));
  expect([market.all(), models.all()]).toEqual([[], null]);
  expect(books.current).toEqual({ state: 'unknown', detail: 'not compared since the start' });
  models.replace([MODEL], 1);
  expect(models.all()).toEqual([MODEL]);
});
