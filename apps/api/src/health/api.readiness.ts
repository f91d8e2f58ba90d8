import { Inject, Injectable } from '@nestjs/common';
import { type HealthCheck, messageOf } from '@qt/contracts';
import { NOW, type ReadinessChecks, type TrackedCheck, trackCheck } from '@qt/nest-service';
import { CurrentModel } from '../model/current-model.ts';
import { ModelFollowerService } from '../model/model-follower.service.ts';
import { StoreProbe } from '../store/store-probe.ts';

/** The checks `store` (it accepts a write), `model` (one was loaded) and `inference` (the model's worker thread runs). */
@Injectable()
export class ApiReadiness implements ReadinessChecks {
  readonly #store: TrackedCheck;
  readonly #inference: TrackedCheck;

  constructor(
    private readonly store: StoreProbe,
    private readonly follower: ModelFollowerService,
    private readonly model: CurrentModel,
    @Inject(NOW) now: () => number,
  ) {
    this.#store = trackCheck('store', 'not tried yet', now);
    this.#inference = trackCheck('inference', 'no model yet', now);
  }

  async checks(): Promise<readonly HealthCheck[]> {
    try {
      await this.store.probe();
      this.#store.report(true, 'accepts writes');
    } catch (error) {
      this.#store.report(false, messageOf(error));
    }
    const { card, broken } = this.model;
    if (card !== null) this.#inference.report(broken === undefined, broken ?? 'answers');
    return [this.#store.read(), this.follower.check(), this.#inference.read()];
  }
}
