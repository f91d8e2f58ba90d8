import { amount } from '@qt/domain';
import { describe, expect, test } from 'vitest';
import { nextTrip } from './failsafe.ts';

const LIMIT = amount('500');
const RESET = 3_600_000;
const trip = { at: 1000, loss: amount('510') };

describe('the fail-safe', () => {
  test('trips when the loss reaches its limit, and not before', () => {
    expect(nextTrip(null, amount('499.99'), LIMIT, 5, RESET)).toBeNull();
    expect(nextTrip(null, amount('500'), LIMIT, 5, RESET)).toEqual({ at: 5, loss: amount('500') });
  });

  test('lasts its reset time although the loss has fallen', () => {
    expect(nextTrip(trip, amount('0'), LIMIT, 1000 + RESET - 1, RESET)).toBe(trip);
    expect(nextTrip(trip, amount('0'), LIMIT, 1000 + RESET, RESET)).toBeNull();
  });

  test('lasts while the loss is at the limit', () => {
    expect(nextTrip(trip, amount('500'), LIMIT, 1000 + 5 * RESET, RESET)).toBe(trip);
  });

  test('without a reset time lasts until an operator resets it', () => {
    expect(nextTrip(trip, amount('0'), LIMIT, 1000 + 1000 * RESET, null)).toBe(trip);
  });
});
