import type { ModelFileRepository } from '../models/model-file.repository.ts';
import type { RetrainRepository } from './retrain.repository.ts';

/** What a worker keeps, in one engine. */
export interface Store {
  readonly repository: RetrainRepository;
  readonly files: ModelFileRepository;
}
