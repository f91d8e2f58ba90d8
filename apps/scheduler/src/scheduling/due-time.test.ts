import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstDue, nextDue } from './due-time.ts';

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;
const first = (past: Partial<Parameters<typeof firstDue>[0]>) =>
  firstDue({
    now: NOW,
    intervalMs: MINUTE,
    lastStartedAt: null,
    firstStartAt: NOW,
    firstRun: 'at_start',
    jitterMs: 500,
    ...past,
  }) - NOW;

describe('the first due time after a start', () => {
  test('is shortly after the start for a job that never ran', () => {
    expect(first({})).toBe(500);
  });

  test('is one interval after the first start ever for a job that waits for it, also after a restart', () => {
    expect(first({ firstRun: 'after_interval' })).toBe(MINUTE);
    expect(first({ firstRun: 'after_interval', firstStartAt: NOW - 20_000 })).toBe(40_000);
  });

  test('keeps the interval since the last run', () => {
    expect(first({ lastStartedAt: NOW - 20_000 })).toBe(40_000);
  });

  test('is shortly after the start for a job that is overdue by one run or by a thousand', () => {
    expect(first({ lastStartedAt: NOW - MINUTE })).toBe(500);
    expect(first({ lastStartedAt: NOW - 1000 * MINUTE })).toBe(500);
  });

  test('is at most one interval away when the last run lies in the future', () => {
    expect(first({ lastStartedAt: NOW + 1000 * MINUTE })).toBe(MINUTE);
  });
});

test('the next due time is on the grid, later than now, and at most one interval away', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.integer({ min: 1000, max: 600_000 }), (late, intervalMs) => {
      const now = NOW + late;
      const next = nextDue(NOW, now, intervalMs);
      expect(next).toBeGreaterThan(now);
      expect(next).toBeLessThanOrEqual(now + intervalMs);
      expect((next - NOW) % intervalMs).toBe(0);
    }),
  );
});
