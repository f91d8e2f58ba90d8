import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuleVerdict } from '@qt/contracts';
import { recordingLog } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../store/database.ts';
import { GuardRulings } from './guard-rulings.repository.ts';

const HOUR_MS = 3_600_000;
const rule = (change: Partial<RuleVerdict> = {}): RuleVerdict => ({
  reason: 'notional_limit',
  limit: '1000',
  observed: '502.5',
  message: 'cost with fee: expected at most 1000 USDT, actual 502.5 USDT',
  verdict: 'passed',
  ...change,
});

function store() {
  const folder = mkdtempSync(join(tmpdir(), 'qt-rulings-'));
  const database = openStore({ QT_DATA_DIR: folder });
  const { log, lines } = recordingLog();
  const clock = { now: 0 };
  onTestFinished(() => {
    if (database.isOpen) database.close();
    rmSync(folder, { recursive: true });
  });
  return { database, lines, clock, open: () => new GuardRulings(database, log, () => clock.now) };
}

test('rulings are there at once, and after a restart', async () => {
  const { open } = store();
  const rulings = open();
  rulings.keep('order-1', [rule({ verdict: 'denied' })]);
  rulings.keep('order-1', [rule()]);
  rulings.keep('order-2', []);
  expect(rulings.of('order-1')).toEqual([rule()]);
  await rulings.onModuleDestroy();
  expect(open().of('order-1')).toEqual([rule()]);
  expect([open().of('order-2'), open().of('another')]).toEqual([[], []]);
});

test('rulings are kept for a day', async () => {
  const { open, clock } = store();
  const rulings = open();
  rulings.keep('old', [rule()]);
  await rulings.onModuleDestroy();
  clock.now = 24 * HOUR_MS + 1;
  rulings.keep('new', [rule()]);
  await rulings.onModuleDestroy();
  expect([rulings.of('old').length, rulings.of('new').length]).toEqual([0, 1]);
});

test('a store that takes none is logged, and holds nothing up', async () => {
  const { open, database, lines } = store();
  const rulings = open();
  rulings.keep('order-1', [rule()]);
  database.close();
  await rulings.onModuleDestroy();
  expect(lines.map(({ message }) => message)).toEqual(['what the risk guard found by its rules could not be kept']);
});
