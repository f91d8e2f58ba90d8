import { Module } from '@nestjs/common';
import { NOW } from '@qt/nest-service';
import { TELEMETRY } from '@qt/telemetry';
import { RetrainSettings } from '../retrain-settings.ts';
import { DatasetService } from './dataset.service.ts';
import { openCandleSources } from './open-candle-sources.ts';
import { SourceMonitor } from './source-monitor.ts';
import { CANDLE_SOURCES } from './tokens.ts';

@Module({
  providers: [
    // A factory, because the sources are made by functions of `@qt/market-data`.
    { provide: CANDLE_SOURCES, useFactory: openCandleSources, inject: [RetrainSettings, TELEMETRY, NOW] },
    DatasetService,
    SourceMonitor,
  ],
  exports: [DatasetService, SourceMonitor],
})
export class DatasetModule {}
