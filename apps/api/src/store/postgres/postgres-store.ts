import { randomUUID } from 'node:crypto';
import type { Log } from '@qt/catalogue';
import type { SharedDatabase } from '@qt/nest-service';
import { openForMarket, type PostgresDatabase, schemaOf } from '@qt/postgres';
import type { ApiConfig } from '../../config.ts';
import { PostgresSessionKeyRepository } from '../../console/session/postgres-session-key.repository.ts';
import { PostgresDecisionsRepository } from '../../decisions/postgres-decisions.repository.ts';
import { PostgresPerformanceRepository } from '../../performance/postgres-performance.repository.ts';
import { PostgresGuardRulingsRepository } from '../../trading/guard/postgres-guard-rulings.repository.ts';
import { openingBalanceOf } from '../../trading/ledger/account-rows.ts';
import { PostgresLedgerRepository } from '../../trading/ledger/postgres-ledger.repository.ts';
import { PostgresReconciliationRepository } from '../../trading/reconciliation/postgres-reconciliation.repository.ts';
import type { Store } from '../store.ts';
import { AccountWrites } from './account-writes.ts';
import { MIGRATIONS } from './migrations.ts';
import { PostgresScanTimesRepository } from './postgres-scan-times.repository.ts';
import { PostgresStoreProbe } from './postgres-store-probe.ts';

export const SCHEMA = schemaOf('api');

type StoreConfig = Pick<ApiConfig, 'QT_MARKET' | 'QT_EXECUTOR' | 'QT_PAPER_BALANCE' | 'QT_PROFILES'>;

/** Opens the API's schema for the replica that leads. `now`: Unix ms. @throws DatabaseUnavailable */
export async function openPostgresStore(
  { url, term }: SharedDatabase,
  config: StoreConfig,
  now: () => number,
  log: Pick<Log, 'warn'>,
): Promise<Store> {
  const options = { url, schema: SCHEMA, migrations: MIGRATIONS, term, market: config.QT_MARKET, log };
  return openForMarket(options, (database) => postgresStore(database, config, now));
}

/** The store in an open schema. */
export async function postgresStore(
  database: PostgresDatabase,
  config: Omit<StoreConfig, 'QT_MARKET'>,
  now: () => number,
): Promise<Store> {
  const writes = new AccountWrites(database, randomUUID);
  const ledger = new PostgresLedgerRepository(database, writes, now);
  await ledger.openAccount(openingBalanceOf(config));
  const scanTimes = new PostgresScanTimesRepository(database, config.QT_PROFILES);
  await scanTimes.addProfiles(now());
  return {
    ledger,
    reconciliation: new PostgresReconciliationRepository(database, writes),
    decisions: new PostgresDecisionsRepository(database),
    performance: new PostgresPerformanceRepository(database),
    rulings: new PostgresGuardRulingsRepository(database),
    scanTimes,
    sessionKey: new PostgresSessionKeyRepository(database),
    probe: new PostgresStoreProbe(database),
    close: () => database.close(),
  };
}
