import { BadEnvironment } from '@qt/nest-service';
import { recordingLog } from '@qt/telemetry/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ApiConfig } from '../../config.ts';
import { fake } from '../../fake.fixture.ts';
import { SqliteReconciliationRepository } from '../reconciliation/sqlite-reconciliation.repository.ts';
import { anOrder, databaseFile, ledgerIn } from '../trading.fixture.ts';
import type { Venue } from '../venue/venue.ts';
import { OpeningBalanceCheck } from './opening-balance-check.ts';

function aCheck(booksUrl: string | null, configured = '1000') {
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const { log, lines } = recordingLog();
  const [ledger, reconciliation] = [ledgerIn(database, '1000'), new SqliteReconciliationRepository(database)];
  const config = fake<ApiConfig>({ QT_PAPER_BALANCE: configured });
  const check = new OpeningBalanceCheck(ledger, reconciliation, fake<Venue>({ booksUrl }), config, log);
  return { ledger, lines, start: () => check.onApplicationBootstrap(), openAt: openedAt(reconciliation) };
}

const openedAt = (reconciliation: SqliteReconciliationRepository) => (url: string) =>
  reconciliation.open(url, 'USDT', new Map(), { at: 0, actor: 'qt-api', reason: 'first start' });

test.each([
  ['is silent about the balance that the account was opened with', '1000.0', []],
  [
    'warns about another balance',
    '5',
    [{ level: 'warn', message: 'QT_PAPER_BALANCE: the account was opened with 1000 and keeps it, actual 5' }],
  ],
])('%s', async (_, configured, expected) => {
  const { start, lines } = aCheck(null, configured);
  await start();
  expect(lines).toMatchObject(expected);
});

describe('the start ends', () => {
  test('at another network than the one where the account is', async () => {
    const { start, openAt } = aCheck('https://api.binance.com');
    await openAt('https://testnet.binance.vision');
    await expect(start()).rejects.toThrow(BadEnvironment);
    await expect(start()).rejects.toThrow('QT_BINANCE_TRADING_URL: expected https://testnet.binance.vision');
  });

  test('on paper with an account at an exchange', async () => {
    const { start, openAt } = aCheck(null);
    await openAt('https://testnet.binance.vision');
    await expect(start()).rejects.toThrow('QT_EXECUTOR: expected binance');
  });

  test('at an exchange with an account that has traded on paper', async () => {
    const { start, ledger } = aCheck('https://testnet.binance.vision');
    await start();
    await ledger.begin(anOrder());
    await expect(start()).rejects.toThrow('QT_EXECUTOR: expected paper');
  });
});
