import { Inject, Injectable } from '@nestjs/common';
import { type HealthCheck, messageOf } from '@qt/contracts';
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
    try {
      await this.engine.exclusive(() => this.engine.controls.flush());
      this.#store.report(true, 'accepts writes');
    } catch (error) {
      this.#store.report(false, messageOf(error));
    }
    return [this.#store.read()];
  }
}
