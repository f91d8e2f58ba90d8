import type { Instruments, Log } from '@qt/catalogue';
import type { ApiConfig } from '../config.ts';
import type { Store } from '../store/store.ts';
import type { LedgerRepository } from './ledger/ledger.repository.ts';
import { OrderRecorder } from './orders/order-recorder.ts';
import { ExchangeStatus } from './reconciliation/exchange-status.ts';
import { MissedFillsService } from './reconciliation/missed-fills.service.ts';
import { ReconciliationService } from './reconciliation/reconciliation.service.ts';
import type { Venue } from './venue/venue.ts';

interface ReconcilingPorts {
  readonly store: Pick<Store, 'ledger' | 'reconciliation'>;
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
  store: { ledger, reconciliation },
  config,
  venue,
  now,
  instruments,
  log,
}: ReconcilingPorts): ReconcilingAccount {
  const status = new ExchangeStatus({ keepsBooks: true });
  const missed = new MissedFillsService(ledger, new OrderRecorder(instruments, log));
  const alone = { betweenOrders: <T>(work: () => Promise<T>) => work() };
  const service = new ReconciliationService(venue, ledger, reconciliation, alone, missed, status, config, log, now);
  return {
    ledger,
    reconcile: async () => {
      await service.reconcile();
      return status.current.state === 'agree';
    },
  };
}
