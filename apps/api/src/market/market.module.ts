import { Module } from '@nestjs/common';
import type { Log, ServiceInstruments } from '@qt/catalogue';
import { createMarketData } from '@qt/market-data';
import { NOW } from '@qt/nest-service';
import { INSTRUMENTS, LOG } from '@qt/telemetry';
import type { ApiConfig } from '../config.ts';
import { CONFIG, MARKET_DATA } from '../tokens.ts';
import { MarketController } from './market.controller.ts';

/** Prices and candles: providers, failover, cache. */
@Module({
  controllers: [MarketController],
  providers: [
    {
      provide: MARKET_DATA,
      inject: [CONFIG, INSTRUMENTS, LOG, NOW],
      useFactory: (config: ApiConfig, instruments: ServiceInstruments<'qt-api'>, log: Log, now: () => number) =>
        createMarketData({
          binanceUrl: config.QT_BINANCE_URL,
          coingeckoUrl: config.QT_COINGECKO_URL,
          coinIds: config.QT_COINGECKO_IDS,
          ...(config.QT_COINGECKO_API_KEY === undefined ? {} : { coingeckoApiKey: config.QT_COINGECKO_API_KEY }),
          symbols: config.QT_SYMBOLS,
          instruments,
          log,
          now,
          random: Math.random,
        }),
    },
  ],
  exports: [MARKET_DATA],
})
export class MarketModule {}
