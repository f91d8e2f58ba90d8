import { Inject, Injectable } from '@nestjs/common';
import type { ComparedModels } from '@qt/contracts';
import { NOW } from '@qt/nest-service';
import { DatasetService } from '../dataset/dataset.service.ts';
import { ModelFileRepository } from '../models/model-file.repository.ts';
import { ModelsService } from '../models/models.service.ts';
import { RetrainSettings } from '../retrain-settings.ts';
import { ModelComparer } from './model-comparer.ts';

const SEED = 1;

/** Compares two kept models on what has closed since either of them was trained. */
@Injectable()
export class ComparisonsService {
  constructor(
    @Inject(ModelsService) private readonly models: Pick<ModelsService, 'find'>,
    private readonly files: ModelFileRepository,
    @Inject(DatasetService) private readonly dataset: Pick<DatasetService, 'since'>,
    private readonly comparer: ModelComparer,
    @Inject(RetrainSettings) private readonly settings: Pick<RetrainSettings, 'costs'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /**
   * @throws HttpProblem 404 for an unknown version; ProviderFailure without candles; why a model's file cannot be used
   */
  async compare(first: string, second: string): Promise<ComparedModels> {
    const cards = [(await this.models.find(first)).card, (await this.models.find(second)).card];
    const after = Math.max(...cards.map(({ data_to }) => Date.parse(data_to)));
    const result = await this.comparer.compare({
      candlesBySymbol: await this.dataset.since(after, this.now()),
      after,
      costs: this.settings.costs,
      seed: SEED,
      first: await this.files.load(first),
      second: await this.files.load(second),
    });
    return { first, second, after: new Date(after).toISOString(), ...result };
  }
}
