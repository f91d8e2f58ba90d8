import { Inject, Injectable } from '@nestjs/common';
import { messageOf } from '@qt/contracts';
import { NOW, type ReadinessChecks, trackCheck } from '@qt/nest-service';
import { SourceMonitor } from '../dataset/source-monitor.ts';
import { RetrainRepository } from '../store/retrain.repository.ts';

/** The checks `store` (the database can be read) and `history` (the source of candles answers). */
@Injectable()
export class RetrainReadiness implements ReadinessChecks {
  readonly #stored;

  constructor(
    private readonly repository: RetrainRepository,
    private readonly source: SourceMonitor,
    @Inject(NOW) now: () => number,
  ) {
    this.#stored = trackCheck('store', 'not asked yet', now);
  }

  async checks() {
    try {
      const model = await this.repository.current();
      this.#stored.report(true, model === null ? 'no model yet' : `current model ${model.card.version}`);
    } catch (error) {
      this.#stored.report(false, messageOf(error));
    }
    return [this.#stored.read(), this.source.check()];
  }
}
