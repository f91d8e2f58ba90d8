import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { createCandleHistory, createProbes } from '@qt/market-data';
import { trainModel } from '@qt/model';
import {
  ADMIN_AUDIT,
  type AdminAudit,
  NOW,
  READINESS,
  type ReadinessChecks,
  type TrackedCheck,
  trackCheck,
} from '@qt/nest-service';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { RetrainConfig } from './config.ts';
import { createTrainingHistory, type TrainingHistory } from './dataset/dataset.service.ts';
import { SourceWatch } from './dataset/source-monitor.ts';
import { Life } from './life.ts';
import { type ModelFiles, modelFilesIn } from './models/model-file.repository.ts';
import { ModelsController } from './models/models.controller.ts';
import { Promotions } from './models/models.service.ts';
import { pause } from './pause.ts';
import { RunsController } from './runs/runs.controller.ts';
import { RunMetrics } from './runs/runs.metrics.ts';
import { TrainingRuns } from './runs/runs.service.ts';
import { retrain } from './runs/training-pipeline.ts';
import type { RetrainStore } from './store/retrain.repository.ts';
import { openSqliteStore } from './store/sqlite-retrain.repository.ts';
import { FILES, HISTORY, SOURCE, STORE } from './tokens.ts';

type WorkerTelemetry = Telemetry<'qt-retrain-worker'>;
type Now = () => number;

@Module({})
class RetrainModule {}

/** Puts the retrain worker together. */
export function appModule(config: RetrainConfig): DynamicModule {
  return {
    module: RetrainModule,
    controllers: [RunsController, ModelsController],
    providers: [...storage(config), ...source(config), ...runs(config), ...surface(), Life],
    exports: [READINESS],
  };
}

function storage(config: RetrainConfig): Provider[] {
  const directory = join(config.QT_DATA_DIR, 'retrain-worker');
  return [
    {
      provide: STORE,
      inject: [NOW],
      useFactory: (now: Now) => openSqliteStore(join(directory, 'retrain-worker.db'), now()),
    },
    { provide: FILES, useFactory: () => modelFilesIn(join(directory, 'models')) },
    {
      provide: Promotions,
      inject: [STORE, FILES, LOG, NOW],
      useFactory: (store: RetrainStore, files: ModelFiles, log: Log, now: Now) =>
        new Promotions({ store, files, log, now }),
    },
  ];
}

function source(config: RetrainConfig): Provider[] {
  const { QT_BINANCE_URL: binanceUrl, QT_COINGECKO_URL: coingeckoUrl } = config;
  return [
    {
      provide: HISTORY,
      inject: [TELEMETRY, NOW],
      useFactory: ({ instruments, log }: WorkerTelemetry, now: Now) =>
        createTrainingHistory({
          symbols: config.QT_SYMBOLS,
          days: config.QT_RETRAIN_HISTORY_DAYS,
          history: createCandleHistory({ binanceUrl, instruments, log, now, random: Math.random }),
          probe: createProbes({ binanceUrl, coingeckoUrl, now }).binance,
        }),
    },
    { provide: SOURCE, inject: [NOW], useFactory: (now: Now) => trackCheck('history', 'not asked yet', now) },
    {
      provide: SourceWatch,
      inject: [HISTORY, SOURCE, NOW],
      useFactory: (history: TrainingHistory, check: TrackedCheck, now: Now) =>
        new SourceWatch({ history, check, now, pause }),
    },
  ];
}

function runs(config: RetrainConfig): Provider[] {
  return [
    {
      provide: TrainingRuns,
      inject: [TELEMETRY, STORE, FILES, HISTORY, NOW],
      useFactory: async (
        telemetry: WorkerTelemetry,
        store: RetrainStore,
        files: ModelFiles,
        history: TrainingHistory,
        now: Now,
      ) => {
        const live = config.QT_MARKET === 'live';
        const keepModels = config.QT_RETRAIN_KEEP_MODELS;
        const { log } = telemetry;
        const trainingRuns = new TrainingRuns({
          store,
          metrics: await RunMetrics.open(telemetry.instruments, store),
          log,
          work: retrain({ history, train: trainModel, store, files, live, keepModels, now }),
          accompany: (fields, work) => telemetry.inSpan('retrain', fields, work),
          newRunId: randomUUID,
          now,
        });
        await trainingRuns.recover();
        return trainingRuns;
      },
    },
  ];
}

function surface(): Provider[] {
  return [
    {
      provide: READINESS,
      inject: [STORE, SOURCE, NOW],
      useFactory: (store: RetrainStore, source: TrackedCheck, now: Now): ReadinessChecks => {
        const stored = trackCheck('store', 'not asked yet', now);
        return {
          async checks() {
            await store.current().then(
              (model) => stored.report(true, model === null ? 'no model yet' : `current model ${model.card.version}`),
              (error: unknown) => stored.report(false, error instanceof Error ? error.message : String(error)),
            );
            return [stored.read(), source.read()];
          },
        };
      },
    },
    {
      provide: ADMIN_AUDIT,
      inject: [LOG],
      useFactory: (log: Log): AdminAudit => ({
        record: ({ accepted, ...attempt }) =>
          log[accepted ? 'info' : 'warn']('admin route tried', { accepted, ...attempt }),
      }),
    },
  ];
}
