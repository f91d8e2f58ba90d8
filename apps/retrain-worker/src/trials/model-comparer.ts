import { Injectable } from '@nestjs/common';
import { type ComparisonInput, type ComparisonResult, compareModels } from '@qt/model';

/** Compares in a worker thread. */
@Injectable()
export class ModelComparer {
  compare(input: ComparisonInput): Promise<ComparisonResult> {
    return compareModels(input);
  }
}
