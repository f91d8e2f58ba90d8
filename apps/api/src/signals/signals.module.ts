import { Module } from '@nestjs/common';
import type { Log, ServiceInstruments } from '@qt/catalogue';
import { CountedCache, MarketData } from '@qt/market-data';
import { LOOKBACK_CANDLES } from '@qt/model';
import { NOW } from '@qt/nest-service';
import { INSTRUMENTS, LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';
import { MarketModule } from '../market/market.module.ts';
import { ModelInUse } from '../model/current-model.ts';
import { ModelMetrics } from '../model/model.metrics.ts';
import { ModelModule } from '../model/model.module.ts';
import type { ScanTimes } from '../store/scan-times.repository.ts';
import { PROFILES_IN_USE, SCAN_TIMES } from '../tokens.ts';
import { PositionExitsService } from '../trading/strategy/position-exits.service.ts';
import { SignalTraderService } from '../trading/strategy/signal-trader.service.ts';
import { TradingModule } from '../trading/trading.module.ts';
import { LatestSignals } from './latest-signals.service.ts';
import { Scan } from './scan.service.ts';
import type { Signal } from './signal.ts';
import { SignalPipeline } from './signal-pipeline.service.ts';
import { SignalsController } from './signals.controller.ts';

const FRESH_MS = 120_000;
const STALE_MS = 15 * 60_000;
/** Cached candles are inferred from while the newest closed at most this long ago: two minutes may be missing. */
const MAX_CANDLE_AGE_MS = 180_000;
const HOUR_MS = 3_600_000;

/** From candles to signals, for the scheduler's scan and for people. */
@Module({
  imports: [MarketModule, ModelModule, TradingModule],
  controllers: [SignalsController],
  providers: [
    {
      provide: PROFILES_IN_USE,
      inject: [ApiConfig],
      useFactory: (config: ApiConfig) => config.QT_PROFILES,
    },
    {
      provide: SignalPipeline,
      inject: [ApiConfig, MarketData, ModelInUse, ModelMetrics, TELEMETRY, NOW],
      useFactory: (
        config: ApiConfig,
        market: MarketData,
        model: ModelInUse,
        metrics: ModelMetrics,
        tracing: Telemetry,
        now: () => number,
      ) =>
        new SignalPipeline({
          model,
          metrics,
          tracing,
          now,
          clock: () => performance.now(),
          symbols: config.QT_SYMBOLS,
          readCandles: async (symbol) => (await market.candles(symbol, '1m', LOOKBACK_CANDLES)).items,
          maxCandleAgeMs: MAX_CANDLE_AGE_MS,
          maxModelAgeMs: config.QT_MODEL_MAX_AGE_HOURS * HOUR_MS,
        }),
    },
    {
      provide: LatestSignals,
      inject: [SignalPipeline, INSTRUMENTS, LOG, NOW],
      useFactory: (
        pipeline: SignalPipeline,
        instruments: ServiceInstruments<'qt-api'>,
        log: Log,
        now: () => number,
      ) => {
        const agesFrom = (signals: readonly Signal[]) => Math.max(...signals.map(({ at }) => at));
        const bounds = { maxItems: 100, agesFrom, freshMs: FRESH_MS, staleMs: STALE_MS };
        return new LatestSignals({
          pipeline,
          cache: new CountedCache({ name: 'signal', ...bounds, instruments, log, now }),
        });
      },
    },
    {
      provide: Scan,
      inject: [
        PROFILES_IN_USE,
        SignalPipeline,
        PositionExitsService,
        SignalTraderService,
        ModelMetrics,
        SCAN_TIMES,
        LatestSignals,
        TELEMETRY,
        LOG,
      ],
      useFactory: (
        profiles: ApiConfig['QT_PROFILES'],
        pipeline: SignalPipeline,
        exits: PositionExitsService,
        trader: SignalTraderService,
        metrics: ModelMetrics,
        times: ScanTimes,
        latest: LatestSignals,
        tracing: Telemetry,
        log: Log,
      ) => {
        const publish = latest.publish.bind(latest);
        return new Scan({ profiles, pipeline, exits, trader, metrics, times, publish, tracing, log });
      },
    },
  ],
})
export class SignalsModule {}
