import { Module } from '@nestjs/common';
import type { Log, ServiceInstruments } from '@qt/catalogue';
import { MarketData } from '@qt/market-data';
import { NOW } from '@qt/nest-service';
import { INSTRUMENTS, LOG } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';
import { MarketController } from './market.controller.ts';

/** Prices and candles: providers, failover, cache. */
@Module({
  controllers: [MarketController],
  providers: [
    // A factory, because @qt/market-data knows nothing of Nest.
    {
      provide: MarketData,
      inject: [ApiConfig, INSTRUMENTS, LOG, NOW],
      useFactory: (config: ApiConfig, instruments: ServiceInstruments<'qt-api'>, log: Log, now: () => number) =>
        new MarketData({
          binanceUrl: config.QT_BINANCE_URL,
          coingeckoUrl: config.QT_COINGECKO_URL,
          coinIds: config.QT_COINGECKO_IDS,
          coingeckoApiKey: config.QT_COINGECKO_API_KEY,
          symbols: config.QT_SYMBOLS,
          instruments,
          log,
          now,
          random: Math.random,
          openMs: config.QT_PROVIDER_CIRCUIT_OPEN_SECONDS * 1000,
        }),
    },
  ],
  exports: [MarketData],
})
export class MarketModule {}
