import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../store/database.ts';
import type { RecordedDecision } from './decision.ts';
import { DecisionsRepository } from './decisions.repository.ts';

const HOUR_MS = 3_600_000;

function open(): DecisionsRepository {
  const folder = mkdtempSync(join(tmpdir(), 'qt-decisions-'));
  const database = openStore({ QT_DATA_DIR: folder });
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  return new DecisionsRepository(database);
}

const decided = (at: number, change: Partial<RecordedDecision> = {}): RecordedDecision => ({
  at,
  symbol: 'BTCUSDT',
  profile: 'balanced',
  requestId: 'a-request',
  traceId: null,
  modelVersion: 'm-1',
  features: [0.5, -0.25],
  probabilities: { buy: 0.5, sell: 0.25, hold: 0.25 },
  action: 'hold',
  confidence: 0.5,
  outcome: '',
  ...change,
});

test('decisions are found by minute, request and trace as they were', async () => {
  const decisions = open();
  const first = decided(60_000, { traceId: 'a-trace', outcome: 'denied in this scan: cooldown' });
  await decisions.save(
    [first, decided(120_000, { requestId: 'another' }), decided(60_001, { symbol: 'ETHUSDT' })],
    120_000,
  );
  expect(decisions.between('BTCUSDT', 'balanced', 60_000, 120_000)).toEqual([first]);
  expect(decisions.between('BTCUSDT', 'aggressive', 0, 180_000)).toEqual([]);
  expect(decisions.byRequest('a-trace')).toEqual([first]);
  expect(decisions.byRequest('a-request').map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
});

test('a decision is kept for a day', async () => {
  const decisions = open();
  await decisions.save([decided(1)], 1);
  await decisions.save([decided(24 * HOUR_MS)], 24 * HOUR_MS + 2);
  expect(decisions.byRequest('a-request').map(({ at }) => at)).toEqual([24 * HOUR_MS]);
});
