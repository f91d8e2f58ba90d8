import type { DatabaseSync } from 'node:sqlite';
import type { Instruments, Log } from '@qt/catalogue';
import type { ApiConfig } from '../config.ts';
import type { LedgerRepository } from './ledger/ledger.repository.ts';
import { SqliteLedgerRepository } from './ledger/sqlite-ledger.repository.ts';
import { OrderRecorder } from './orders/order-recorder.ts';
import { ExchangeStatus } from './reconciliation/exchange-status.ts';
import { MissedFillsService } from './reconciliation/missed-fills.service.ts';
import { ReconciliationRepository } from './reconciliation/reconciliation.repository.ts';
import { ReconciliationService } from './reconciliation/reconciliation.service.ts';
import type { Venue } from './venue/venue.ts';

interface ReconcilingPorts {
  /** With the API's tables. */
  readonly database: DatabaseSync;
  readonly config: ApiConfig;
  /** With books of its own. */
  readonly venue: Venue;
  /** Unix ms. */
  readonly now: () => number;
  readonly instruments: Instruments;
  readonly log: Log;
}

interface ReconcilingAccount {
  readonly ledger: LedgerRepository;
  /** Compares ledger and venue once; whether they agree. */
  reconcile(): Promise<boolean>;
}

/** An account that is compared with its venue without a server, and where nothing is ordered meanwhile: for benchmarks. */
export function reconcilingAccount({
  database,
  config,
  venue,
  now,
  instruments,
  log,
}: ReconcilingPorts): ReconcilingAccount {
  const ledger = new SqliteLedgerRepository(database, config, now);
  const repository = new ReconciliationRepository(database);
  const status = new ExchangeStatus({ keepsBooks: true });
  const missed = new MissedFillsService(ledger, new OrderRecorder(instruments, log));
  const alone = { betweenOrders: <T>(work: () => Promise<T>) => work() };
  const service = new ReconciliationService(venue, ledger, repository, alone, missed, status, config, log, now);
  return {
    ledger,
    reconcile: async () => {
      await service.reconcile();
      return status.current.state === 'agree';
    },
  };
}
