import { recordingLog } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import type { ApiConfig } from '../../config.ts';
import { fake } from '../../fake.fixture.ts';
import { databaseFile, ledgerIn } from '../trading.fixture.ts';
import { OpeningBalanceCheck } from './opening-balance-check.ts';

test.each([
  ['is silent about the balance that the account was opened with', '1000.0', []],
  [
    'warns about another balance',
    '5',
    [{ level: 'warn', message: 'QT_PAPER_BALANCE: the account was opened with 1000 and keeps it, actual 5' }],
  ],
])('%s', async (_, configured, expected) => {
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const { log, lines } = recordingLog();
  const ledger = ledgerIn(database, '1000');
  const config = fake<ApiConfig>({ QT_PAPER_BALANCE: configured });
  await new OpeningBalanceCheck(ledger, config, log).onApplicationBootstrap();
  expect(lines).toMatchObject(expected);
});
