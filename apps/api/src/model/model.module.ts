import { join } from 'node:path';
import {
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import type { Log, ServiceInstruments } from '@qt/catalogue';
import { openModel } from '@qt/model';
import { NOW, type TrackedCheck, trackCheck } from '@qt/nest-service';
import { INSTRUMENTS, LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';
import { type Polling, poll } from '../polling.ts';
import type { ScanTimes } from '../store/scan-times.repository.ts';
import { MODEL_CHECK, SCAN_TIMES } from '../tokens.ts';
import { ModelInUse } from './current-model.ts';
import { ModelMetrics } from './model.metrics.ts';
import { modelCopiesIn } from './model-copy.repository.ts';
import { ModelFollower } from './model-follower.service.ts';
import { retrainWorker } from './retrain-worker.gateway.ts';

/** How often the retrain worker is asked which model is promoted: in a hurry while there is none. */
const PAUSE_MS = { withoutModel: 1000, withModel: 15_000 };
const WORKER_TIMEOUT_MS = 10_000;

/** The promoted model, taken up from the retrain worker and kept as a copy. */
@Module({
  providers: [
    ModelInUse,
    {
      provide: MODEL_CHECK,
      inject: [NOW],
      useFactory: (now: () => number) => trackCheck('model', 'no model was promoted yet', now),
    },
    {
      provide: ModelMetrics,
      inject: [INSTRUMENTS, ApiConfig, SCAN_TIMES],
      useFactory: async (instruments: ServiceInstruments<'qt-api'>, config: ApiConfig, times: ScanTimes) =>
        new ModelMetrics(instruments, config.confidenceThresholds, await times.read()),
    },
    {
      provide: ModelFollower,
      inject: [ApiConfig, TELEMETRY, LOG, ModelInUse, ModelMetrics, MODEL_CHECK],
      useFactory: (
        config: ApiConfig,
        telemetry: Telemetry,
        log: Log,
        inUse: ModelInUse,
        metrics: ModelMetrics,
        check: TrackedCheck,
      ) =>
        new ModelFollower({
          origin: retrainWorker({
            baseUrl: config.QT_RETRAIN_WORKER_URL,
            serviceToken: config.QT_SERVICE_TOKEN,
            fetch: telemetry.fetch,
            timeoutMs: WORKER_TIMEOUT_MS,
          }),
          copies: modelCopiesIn(join(config.QT_DATA_DIR, 'api')),
          open: openModel,
          inUse,
          metrics,
          check,
          log,
        }),
    },
  ],
  exports: [ModelInUse, ModelMetrics, MODEL_CHECK],
})
export class ModelModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  #polling: Polling | null = null;

  constructor(
    @Inject(ModelFollower) private readonly follower: ModelFollower,
    @Inject(ModelInUse) private readonly inUse: ModelInUse,
  ) {}

  onModuleInit(): Promise<void> {
    return this.follower.resume();
  }

  onApplicationBootstrap(): void {
    this.#polling = poll(
      () => this.follower.follow(),
      () => (this.inUse.card === null ? PAUSE_MS.withoutModel : PAUSE_MS.withModel),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#polling?.stop();
  }

  /** After the last request, which may be a scan. */
  onApplicationShutdown(): Promise<void> {
    return this.inUse.close();
  }
}
