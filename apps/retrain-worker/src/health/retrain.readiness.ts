import { Inject, Injectable } from '@nestjs/common';
import { messageOf } from '@qt/contracts';
import { NOW, type ReadinessChecks, trackCheck } from '@qt/nest-service';
import { SourceMonitor } from '../dataset/source-monitor.ts';
import { ModelFileRepository } from '../models/model-file.repository.ts';
import { RetrainRepository } from '../store/retrain.repository.ts';

/**
 * The checks `store` (the database can be read), `model` (the current one has its file) and `history` (the source of
 * candles answers).
 */
@Injectable()
export class RetrainReadiness implements ReadinessChecks {
  readonly #stored;
  readonly #model;

  constructor(
    private readonly repository: RetrainRepository,
    private readonly files: ModelFileRepository,
    private readonly source: SourceMonitor,
    @Inject(NOW) now: () => number,
  ) {
    this.#stored = trackCheck('store', 'not asked yet', now);
    this.#model = trackCheck('model', 'not asked yet', now);
  }

  async checks() {
    try {
      const model = await this.repository.current();
      this.#stored.report(true, model === null ? 'no model yet' : `current model ${model.card.version}`);
      const problem = model === null ? undefined : await this.files.problemOf(model.card.version);
      this.#model.report(problem === undefined, problem ?? (model === null ? 'no model yet' : 'its file is there'));
    } catch (error) {
      this.#stored.report(false, messageOf(error));
    }
    return [this.#stored.read(), this.#model.read(), this.source.check()];
  }
}
