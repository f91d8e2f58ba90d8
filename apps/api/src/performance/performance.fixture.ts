import type { DatabaseSync } from 'node:sqlite';
import type { MarketData } from '@qt/market-data';
import { onTestFinished } from 'vitest';
import { fake } from '../fake.fixture.ts';
import { databaseFile, fakeClock, ledgerIn } from '../trading/trading.fixture.ts';
import { EquityRecorder } from './equity-recorder.service.ts';
import { EQUITY_SNAPSHOT_SCHEMA } from './equity-snapshot-schema.ts';
import { PerformanceService } from './performance.service.ts';
import { SqlitePerformanceRepository } from './sqlite-performance.repository.ts';

/** A database with the ledger and snapshots, gone after the test. */
export function performanceDatabase(): DatabaseSync {
  const database = databaseFile()();
  onTestFinished(() => database.close());
  database.exec(EQUITY_SNAPSHOT_SCHEMA);
  return database;
}

/** An account of 100,000 USDT whose snapshots are taken at the prices of `market`, by symbol. */
export function recordedAccount() {
  const database = performanceDatabase();
  const clock = fakeClock();
  const ledger = ledgerIn(database, '100000', clock.now);
  const repository = new SqlitePerformanceRepository(database);
  const market = new Map<string, string>();
  const warnings: string[] = [];
  const prices = fake<MarketData>({
    lastKnownPrice: (symbol) => {
      const price = market.get(symbol);
      return price === undefined
        ? undefined
        : { symbol, price, source: 'binance', observedAt: clock.at, stale: false, ageMs: 0 };
    },
  });
  const log = { warn: (message: string) => void warnings.push(message) };
  const recorder = new EquityRecorder(ledger, prices, repository, clock.now, log);
  return {
    database,
    clock,
    ledger,
    repository,
    market,
    warnings,
    recorder,
    service: new PerformanceService(repository),
  };
}
