import { Module } from '@nestjs/common';
import { NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { ModelFileRepository } from '../models/model-file.repository.ts';
import { RetrainSettings } from '../retrain-settings.ts';
import { openStore } from './open-store.ts';
import { RetrainRepository } from './retrain.repository.ts';
import type { Store } from './store.ts';
import { OPENED_STORE } from './tokens.ts';

@Module({
  providers: [
    { provide: OPENED_STORE, inject: [RetrainSettings, NOW, LOG], useFactory: openStore },
    { provide: RetrainRepository, inject: [OPENED_STORE], useFactory: ({ repository }: Store) => repository },
    { provide: ModelFileRepository, inject: [OPENED_STORE], useFactory: ({ files }: Store) => files },
  ],
  exports: [RetrainRepository, ModelFileRepository],
})
export class StoreModule {}
