import { describe, expect, test } from 'vitest';
import type { OpenStore } from '../../store/store.fixture.ts';

/** What every repository of the key must do. */
export function sessionKeyRepositoryContract(name: string, open: OpenStore): void {
  describe(name, () => {
    test('is made once, and is the same after a restart', async () => {
      const { sessionKey } = await open();
      const key = await sessionKey.key();
      expect(key).toHaveLength(32);
      expect(await sessionKey.key()).toEqual(key);
      expect(await (await open()).sessionKey.key()).toEqual(key);
    });
  });
}
