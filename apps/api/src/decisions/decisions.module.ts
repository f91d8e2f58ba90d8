import { Module } from '@nestjs/common';
import { DecisionRecorder } from './decision-recorder.ts';
import { DecisionsRepository } from './decisions.repository.ts';

/** What was decided in the last 24 h. Needs the global `DatabaseSync`. */
@Module({ providers: [DecisionRecorder, DecisionsRepository], exports: [DecisionRecorder, DecisionsRepository] })
export class DecisionsModule {}
