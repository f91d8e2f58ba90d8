import type { RuleVerdict } from '@qt/contracts';
import { describe, expect, test } from 'vitest';
import type { OpenStore } from '../../store/store.fixture.ts';

export const rule = (change: Partial<RuleVerdict> = {}): RuleVerdict => ({
  reason: 'notional_limit',
  limit: '1000',
  observed: '502.5',
  message: 'cost with fee: expected at most 1000 USDT, actual 502.5 USDT',
  verdict: 'passed',
  ...change,
});

/** What every repository of rulings must do. */
export function guardRulingsRepositoryContract(name: string, open: OpenStore): void {
  describe(name, () => {
    test('are the last ones of each order', async () => {
      const { rulings } = await open();
      await rulings.save([{ clientOrderId: 'order-1', at: 1, rules: [rule({ verdict: 'denied' })] }], 0);
      await rulings.save([{ clientOrderId: 'order-1', at: 2, rules: [rule(), rule()] }], 0);
      expect(await rulings.of('order-1')).toEqual([rule(), rule()]);
      expect(await rulings.of('another')).toEqual([]);
    });

    test('are dropped once they are too old', async () => {
      const { rulings } = await open();
      const at = (clientOrderId: string, time: number) => ({ clientOrderId, at: time, rules: [rule()] });
      await rulings.save([at('old', 9), at('young', 10)], 0);
      await rulings.save([at('new', 20)], 10);
      expect(await rulings.of('old')).toEqual([]);
      expect(await rulings.of('young')).toEqual([rule()]);
    });
  });
}
