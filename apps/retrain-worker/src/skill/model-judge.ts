import { Injectable } from '@nestjs/common';
import { type Judgement, type JudgementInput, judgeModel } from '@qt/model';

/** Judges in a worker thread. */
@Injectable()
export class ModelJudge {
  judge(input: JudgementInput): Promise<Judgement> {
    return judgeModel(input);
  }
}
