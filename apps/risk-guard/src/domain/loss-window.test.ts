import { amount, atLeastZero, total } from '@qt/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LOSS_WINDOW_MS, LossWindow, type RealisedEntry } from './loss-window.ts';

const T0 = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

function bruteForce(entries: readonly RealisedEntry[], now: number) {
  const net = total(entries.filter((entry) => now - entry.at < LOSS_WINDOW_MS).map((entry) => entry.pnl));
  return atLeastZero(net.negated()).toFixed();
}

const entry = fc.record({
  at: fc.integer({ min: T0, max: T0 + 3 * LOSS_WINDOW_MS }),
  pnl: fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map((units) => amount(units.toString()).times('1e-18')),
});

describe('the loss window', () => {
  test('nets profits against losses and never goes below 0', () => {
    const window = new LossWindow([
      { at: T0, pnl: amount('-30.1') },
      { at: T0 + 1, pnl: amount('10.05') },
    ]);
    expect(window.lossAt(T0 + 2).toFixed()).toBe('20.05');
    window.add({ at: T0 + 2, pnl: amount('50') });
    expect(window.lossAt(T0 + 2).toFixed()).toBe('0');
  });

  test('counts a loss for a day, and not a millisecond longer', () => {
    const window = new LossWindow([{ at: T0, pnl: amount('-7') }]);
    expect(window.lossAt(Date.UTC(2026, 0, 2) - 1).toFixed()).toBe('7');
    expect(window.lossAt(Date.UTC(2026, 0, 2)).toFixed()).toBe('0');
  });

  test('rises with no new trade when a profit leaves', () => {
    const window = new LossWindow([
      { at: T0, pnl: amount('100') },
      { at: T0 + HOUR, pnl: amount('-60') },
    ]);
    expect(window.lossAt(T0 + 2 * HOUR).toFixed()).toBe('0');
    expect(window.lossAt(T0 + LOSS_WINDOW_MS).toFixed()).toBe('60');
  });

  test('sums what binary floats cannot', () => {
    const window = new LossWindow(Array.from({ length: 10 }, () => ({ at: T0, pnl: amount('-0.1') })));
    expect(window.lossAt(T0).toFixed()).toBe('1');
  });

  test('equals a sum over all entries, whatever is added, asked and when', () => {
    const look = fc.integer({ min: -LOSS_WINDOW_MS, max: LOSS_WINDOW_MS });
    fc.assert(
      fc.property(fc.array(fc.oneof(entry, look), { maxLength: 200 }), (steps) => {
        const window = new LossWindow();
        const entries: RealisedEntry[] = [];
        for (const step of steps) {
          if (typeof step === 'number') {
            const now = T0 + 2 * LOSS_WINDOW_MS + step;
            expect(window.lossAt(now).toFixed()).toBe(bruteForce(entries, now));
          } else {
            window.add(step);
            entries.push(step);
          }
        }
      }),
    );
  });

  test('does not depend on the order of arrival', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 50 }),
        fc.integer({ min: 0, max: 4 * LOSS_WINDOW_MS }),
        (entries, after) => {
          const forwards = new LossWindow(entries).lossAt(T0 + after);
          expect(new LossWindow([...entries].reverse()).lossAt(T0 + after).toFixed()).toBe(forwards.toFixed());
        },
      ),
    );
  });

  test('only falls as time passes over losses, and ends at 0', () => {
    const losses = fc
      .array(entry, { minLength: 1, maxLength: 50 })
      .map((entries) => entries.map(({ at, pnl }) => ({ at, pnl: pnl.abs().negated() })));
    fc.assert(
      fc.property(losses, fc.array(fc.nat(4 * LOSS_WINDOW_MS), { maxLength: 20 }), (entries, offsets) => {
        const window = new LossWindow(entries);
        const seen = [...offsets].sort((a, b) => a - b).map((offset) => window.lossAt(T0 + offset));
        for (const [index, loss] of seen.entries()) expect(loss.lte(seen[index - 1] ?? loss)).toBe(true);
        expect(window.lossAt(T0 + 4 * LOSS_WINDOW_MS).toFixed()).toBe('0');
      }),
    );
  });

  test('stays right after thousands of entries were dropped, and when the clock steps back a day', () => {
    const window = new LossWindow();
    const entries: RealisedEntry[] = [];
    for (let n = 0; n < 5000; n++) {
      const one = { at: T0 + n * 60_000, pnl: amount('-0.01') };
      window.add(one);
      entries.push(one);
      if (n % 500 === 0) window.lossAt(one.at);
    }
    const now = T0 + 5000 * 60_000;
    for (const time of [now, now - LOSS_WINDOW_MS, now]) {
      expect(window.lossAt(time).toFixed()).toBe(bruteForce(entries, time));
    }
  });
});
