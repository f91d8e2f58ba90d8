import { describe, expect, test } from 'vitest';
import type { OpenStore } from './store.fixture.ts';

/** What every repository of scan times must do. */
export function scanTimesRepositoryContract(name: string, open: OpenStore): void {
  describe(name, () => {
    test('have the time of the first start for a profile that was never scanned, after any number of restarts', async () => {
      for (const startedAt of [1000, 2000, 3000]) {
        const { scanTimes } = await open({ profiles: ['balanced'], now: () => startedAt });
        expect([...(await scanTimes.read())]).toEqual([['balanced', 1000]]);
      }
    });

    test('are known after a restart', async () => {
      const first = await open({ profiles: ['balanced', 'aggressive'], now: () => 1000 });
      await first.scanTimes.save('balanced', 61_000);
      const second = await open({ profiles: ['balanced', 'aggressive'], now: () => 90_000 });
      expect([...(await second.scanTimes.read())]).toEqual([
        ['balanced', 61_000],
        ['aggressive', 1000],
      ]);
      expect([...(await second.scanTimes.lastScans())]).toEqual([['balanced', 61_000]]);
    });
  });
}
