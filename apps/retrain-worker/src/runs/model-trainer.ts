import { Injectable } from '@nestjs/common';
import { type TrainingInput, type TrainingResult, trainModel } from '@qt/model';

/** Trains in a worker thread. */
@Injectable()
export class ModelTrainer {
  train(input: TrainingInput): Promise<TrainingResult> {
    return trainModel(input);
  }
}
