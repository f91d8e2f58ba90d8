import { amount, decimalText, ZERO } from '@qt/domain';
import { describe, expect, test } from 'vitest';
import type { OpenStore } from '../store/store.fixture.ts';
import { aFill, anOrder } from '../trading/trading.fixture.ts';
import type { EquitySnapshot } from './equity-snapshot.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse('2026-01-01T00:00:00Z');

const snapshot = (at: number, given: Partial<EquitySnapshot> = {}): EquitySnapshot => ({
  at,
  lastFill: 0,
  openingBalance: ZERO,
  cash: ZERO,
  positions: [],
  ...given,
});

/** What every repository of snapshots must do. */
export function performanceRepositoryContract(name: string, open: OpenStore): void {
  describe(name, () => {
    test('are all kept for eight days, and one an hour for 400 days', async () => {
      const { performance } = await open();
      const kept = async () =>
        (await performance.snapshots(0, Number.MAX_SAFE_INTEGER, 9999)).map(({ at }) => (at - START) / HOUR_MS);
      for (const hours of [0, 0.25, 0.75, 1.5, 1.75]) await performance.save(snapshot(START + hours * HOUR_MS));
      await performance.save(snapshot(START + 8 * DAY_MS + 1.6 * HOUR_MS));
      expect(await kept()).toEqual([0, 1.5, 1.75, 193.6]);
      await performance.save(snapshot(START + 400 * DAY_MS + HOUR_MS));
      expect(await kept()).toEqual([1.5, 193.6, 9601]);
    });

    test('have every digit, oldest first, and one of the same time in place of the other', async () => {
      const { performance } = await open();
      expect(await performance.latest()).toBeNull();
      const positions = [{ symbol: 'BTCUSDT', profile: 'balanced' as const, cost: amount('7'), value: amount('7.5') }];
      const last = snapshot(START + 2, { cash: amount('0.123456789012345678'), lastFill: 3, positions });
      for (const one of [snapshot(START + 2), last, snapshot(START)]) await performance.save(one);
      expect(await performance.latest()).toEqual(last);
      expect(await performance.snapshots(0, START + 2, 1)).toEqual([snapshot(START)]);
      expect(await performance.snapshots(START + 1, START + 2, 9)).toEqual([last]);
      // Still the first of its hour.
      await performance.save(snapshot(START + 9 * DAY_MS));
      expect((await performance.snapshots(0, START + DAY_MS, 9)).map(({ at }) => at)).toEqual([START + 2]);
    });

    test('come with the fills between them', async () => {
      const { ledger, performance } = await open();
      const sequences = [];
      for (const id of ['a', 'b', 'c']) {
        await ledger.begin(anOrder({ clientOrderId: id, profile: 'balanced', origin: 'signal' }));
        await ledger.reserve(id, `r-${id}`);
        await ledger.send(id, `v-${id}`, amount('100'));
        await ledger.fill(id, aFill('0.5', '100', '0.05', START, `fill-${id}`));
        sequences.push((await ledger.holdings()).lastFill);
      }
      const [first = 0, second = 0, third = 0] = sequences;
      const [one, ...others] = await performance.fills(first, second, 9);
      expect(others).toEqual([]);
      const order = { symbol: 'BTCUSDT', profile: 'balanced', side: 'buy', origin: 'signal' };
      expect(one).toMatchObject({ sequence: second, order, filledAt: START });
      expect(
        [one?.quantity, one?.notional, one?.fee, one?.realisedPnl].map((each) => each && decimalText(each)),
      ).toEqual(['0.5', '50', '0.05', '-0.05']);
      expect((await performance.fills(0, third, 2)).map(({ sequence }) => sequence)).toEqual([first, second]);
    });
  });
}
