import { describe, expect, test } from 'vitest';
import type { OpenStore } from '../store/store.fixture.ts';
import type { RecordedDecision } from './decision.ts';

const HOUR_MS = 3_600_000;

const decided = (at: number, change: Partial<RecordedDecision> = {}): RecordedDecision => ({
  at,
  symbol: 'BTCUSDT',
  profile: 'balanced',
  requestId: 'a-request',
  traceId: null,
  modelVersion: 'm-1',
  features: [0.5, -0.25],
  probabilities: { buy: 0.1, sell: 0.2, hold: 0.7 },
  action: 'hold',
  confidence: 0.7,
  outcome: '',
  ...change,
});

/** What every repository of decisions must do. */
export function decisionsRepositoryContract(name: string, open: OpenStore): void {
  describe(name, () => {
    test('are found by minute, request and trace as they were', async () => {
      const { decisions } = await open();
      const first = decided(60_000, { traceId: 'a-trace', outcome: 'denied in this scan: cooldown' });
      await decisions.save(
        [first, decided(120_000, { requestId: 'another' }), decided(60_001, { symbol: 'ETHUSDT' })],
        120_000,
      );
      expect(await decisions.between('BTCUSDT', 'balanced', 60_000, 120_000)).toEqual([first]);
      expect(await decisions.between('BTCUSDT', 'aggressive', 0, 180_000)).toEqual([]);
      expect(await decisions.byRequest('a-trace')).toEqual([first]);
      expect((await decisions.byRequest('a-request')).map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    });

    test('are replaced by one on the same symbol and profile at the same time', async () => {
      const { decisions } = await open();
      await decisions.save([decided(1)], 1);
      await decisions.save([decided(1, { action: 'buy', requestId: 'another' })], 1);
      expect(await decisions.byRequest('a-request')).toEqual([]);
      expect(await decisions.byRequest('another')).toEqual([decided(1, { action: 'buy', requestId: 'another' })]);
    });

    test('are kept for a day', async () => {
      const { decisions } = await open();
      await decisions.save([decided(1)], 1);
      await decisions.save([decided(24 * HOUR_MS)], 24 * HOUR_MS + 2);
      expect((await decisions.byRequest('a-request')).map(({ at }) => at)).toEqual([24 * HOUR_MS]);
    });
  });
}
