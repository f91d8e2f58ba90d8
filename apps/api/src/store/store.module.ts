import { type FactoryProvider, Global, Inject, Module, type OnApplicationShutdown, type Type } from '@nestjs/common';
import { NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';
import { SessionKeyRepository } from '../console/session/session-key.repository.ts';
import { DecisionsRepository } from '../decisions/decisions.repository.ts';
import { PerformanceRepository } from '../performance/performance.repository.ts';
import { GuardRulingsRepository } from '../trading/guard/guard-rulings.repository.ts';
import { LedgerRepository } from '../trading/ledger/ledger.repository.ts';
import { ReconciliationRepository } from '../trading/reconciliation/reconciliation.repository.ts';
import { openStore } from './open-store.ts';
import { ScanTimesRepository } from './scan-times.repository.ts';
import type { Store } from './store.ts';
import { StoreProbe } from './store-probe.ts';
import { SHARED_DATABASE, STORE } from './tokens.ts';

function part<T>(provide: abstract new () => T, of: (store: Store) => T): FactoryProvider<T> {
  return { provide: provide as Type<T>, inject: [STORE], useFactory: of };
}

const PARTS = [
  part(LedgerRepository, ({ ledger }) => ledger),
  part(ReconciliationRepository, ({ reconciliation }) => reconciliation),
  part(DecisionsRepository, ({ decisions }) => decisions),
  part(PerformanceRepository, ({ performance }) => performance),
  part(GuardRulingsRepository, ({ rulings }) => rulings),
  part(ScanTimesRepository, ({ scanTimes }) => scanTimes),
  part(SessionKeyRepository, ({ sessionKey }) => sessionKey),
  part(StoreProbe, ({ probe }) => probe),
];

/** Everything that the API keeps, by the ports alone. Closed after the last request. */
@Global()
@Module({
  providers: [{ provide: STORE, inject: [ApiConfig, SHARED_DATABASE, NOW, LOG], useFactory: openStore }, ...PARTS],
  exports: PARTS.map(({ provide }) => provide),
})
export class StoreModule implements OnApplicationShutdown {
  constructor(@Inject(STORE) private readonly store: Store) {}

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
