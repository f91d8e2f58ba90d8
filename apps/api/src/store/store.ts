import type { SessionKeyRepository } from '../console/session/session-key.repository.ts';
import type { DecisionsRepository } from '../decisions/decisions.repository.ts';
import type { PerformanceRepository } from '../performance/performance.repository.ts';
import type { GuardRulingsRepository } from '../trading/guard/guard-rulings.repository.ts';
import type { LedgerRepository } from '../trading/ledger/ledger.repository.ts';
import type { ReconciliationRepository } from '../trading/reconciliation/reconciliation.repository.ts';
import type { ScanTimesRepository } from './scan-times.repository.ts';
import type { StoreProbe } from './store-probe.ts';

/** Everything that the API keeps, in one database of either engine. */
export interface Store {
  readonly ledger: LedgerRepository;
  readonly reconciliation: ReconciliationRepository;
  readonly decisions: DecisionsRepository;
  readonly performance: PerformanceRepository;
  readonly rulings: GuardRulingsRepository;
  readonly scanTimes: ScanTimesRepository;
  readonly sessionKey: SessionKeyRepository;
  readonly probe: StoreProbe;
  close(): Promise<void>;
}
