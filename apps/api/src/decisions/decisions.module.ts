import { Module } from '@nestjs/common';
import { DecisionRecorder } from './decision-recorder.ts';

/** What was decided in the last 24 h. Needs the global `StoreModule`. */
@Module({ providers: [DecisionRecorder], exports: [DecisionRecorder] })
export class DecisionsModule {}
