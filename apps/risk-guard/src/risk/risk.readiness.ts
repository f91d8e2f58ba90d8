import { Inject, Injectable } from '@nestjs/common';
import type { HealthCheck } from '@qt/contracts';
import { NOW, type ReadinessChecks, type TrackedCheck, trackCheck } from '@qt/nest-service';
import { RiskEngine } from './risk-engine.ts';

/** Ready while the store accepts writes; each check tries one. */
@Injectable()
export class RiskReadiness implements ReadinessChecks {
  readonly #store: TrackedCheck;

  constructor(
    private readonly engine: RiskEngine,
    @Inject(NOW) now: () => number,
  ) {
    this.#store = trackCheck('store', 'not tried yet', now);
  }

  async checks(): Promise<readonly HealthCheck[]> {
    await this.engine.probeStore();
    const { storeFault } = this.engine.account();
    this.#store.report(storeFault === null, storeFault ?? 'accepts writes');
    return [this.#store.read()];
  }
}
