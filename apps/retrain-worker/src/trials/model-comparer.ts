import { Injectable } from '@nestjs/common';
import type { ModelComparison } from '@qt/contracts';
import { type ComparisonInput, compareModels } from '@qt/model';

/** Compares in a worker thread. */
@Injectable()
export class ModelComparer {
  compare(input: ComparisonInput): Promise<ModelComparison | null> {
    return compareModels(input);
  }
}
