import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Inject, Injectable } from '@nestjs/common';
import { type HealthCheck, messageOf } from '@qt/contracts';
import { NOW, type ReadinessChecks, type TrackedCheck, trackCheck } from '@qt/nest-service';
import { CurrentModel } from '../model/current-model.ts';
import { ModelFollowerService } from '../model/model-follower.service.ts';

/** The checks `store` (it can be read), `model` (one was loaded) and `inference` (the model's worker thread runs). */
@Injectable()
export class ApiReadiness implements ReadinessChecks {
  readonly #store: TrackedCheck;
  readonly #inference: TrackedCheck;
  readonly #query: StatementSync;

  constructor(
    database: DatabaseSync,
    private readonly follower: ModelFollowerService,
    private readonly model: CurrentModel,
    @Inject(NOW) now: () => number,
  ) {
    this.#store = trackCheck('store', 'not read yet', now);
    this.#inference = trackCheck('inference', 'no model yet', now);
    this.#query = database.prepare('SELECT count(*) FROM scan_times');
  }

  checks(): readonly HealthCheck[] {
    try {
      this.#query.get();
      this.#store.report(true, 'readable');
    } catch (error) {
      this.#store.report(false, messageOf(error));
    }
    const { card, broken } = this.model;
    if (card !== null) this.#inference.report(broken === undefined, broken ?? 'answers');
    return [this.#store.read(), this.follower.check(), this.#inference.read()];
  }
}
