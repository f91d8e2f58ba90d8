import { sessionKeyRepositoryContract } from '../console/session/session-key.repository.contract.ts';
import { decisionsRepositoryContract } from '../decisions/decisions.repository.contract.ts';
import { performanceRepositoryContract } from '../performance/performance.repository.contract.ts';
import { guardRulingsRepositoryContract } from '../trading/guard/guard-rulings.repository.contract.ts';
import { ledgerRepositoryContract } from '../trading/ledger/ledger.repository.contract.ts';
import { reconciliationRepositoryContract } from '../trading/reconciliation/reconciliation.repository.contract.ts';
import { scanTimesRepositoryContract } from './scan-times.repository.contract.ts';
import type { OpenStore } from './store.fixture.ts';

/** What every store must do. */
export function storeContract(name: string, open: OpenStore): void {
  ledgerRepositoryContract(`the ledger ${name}`, async (now) => (await open(now && { now })).ledger);
  reconciliationRepositoryContract(`what reconciliation keeps ${name}`, open);
  decisionsRepositoryContract(`decisions ${name}`, open);
  performanceRepositoryContract(`snapshots ${name}`, open);
  guardRulingsRepositoryContract(`rulings ${name}`, open);
  scanTimesRepositoryContract(`scan times ${name}`, open);
  sessionKeyRepositoryContract(`the key of sessions ${name}`, open);
}
