import { Inject, Injectable } from '@nestjs/common';
import type { ModelSection } from '@qt/contracts';
import { STRATEGIES } from '@qt/model';
import { NOW } from '@qt/nest-service';
import { ApiConfig } from '../../config.ts';
import { LatestSignalsService } from '../../signals/latest-signals.service.ts';
import { signalsBody } from '../../signals/signals.mapper.ts';
import { LastAnswer } from './last-answer.ts';
import { Neighbours } from './neighbours.ts';
import type { SectionSource } from './section-source.ts';

/** What the models predict, and what the retrain worker says of them. */
@Injectable()
export class ModelSource implements SectionSource<'model'> {
  readonly name = 'model';
  readonly everyMs = 5000;
  readonly #models: LastAnswer;
  readonly #runs: LastAnswer;
  readonly #skill: LastAnswer;

  constructor(
    private readonly neighbours: Neighbours,
    private readonly signals: LatestSignalsService,
    private readonly config: ApiConfig,
    @Inject(NOW) now: () => number,
  ) {
    this.#models = new LastAnswer(now);
    this.#runs = new LastAnswer(now);
    this.#skill = new LastAnswer(now);
  }

  async gather(): Promise<ModelSection> {
    const { worker } = this.neighbours;
    const [models, runs, skill] = await Promise.all([worker.models(), worker.runs(), worker.skill()]);
    return {
      profiles: this.config.QT_PROFILES.map((profile) => {
        const published = this.signals.published(profile);
        return {
          profile,
          entry_threshold: STRATEGIES[profile].entryThreshold,
          signals: published === undefined ? null : signalsBody(profile, published),
        };
      }),
      models: this.#models.of(models),
      runs: this.#runs.of(runs.ok ? { ok: true, body: runs.body.items } : runs),
      skill: this.#skill.of(skill),
    };
  }
}
