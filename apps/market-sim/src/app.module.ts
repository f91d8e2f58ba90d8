import { type DynamicModule, Module } from '@nestjs/common';
import { NOW, pacer, READINESS, type ReadinessChecks, trackCheck } from '@qt/nest-service';
import { BinanceController } from './binance/binance.controller.ts';
import { CoingeckoController } from './coingecko/coingecko.controller.ts';
import type { MarketSimConfig } from './config.ts';
import { Tape } from './exchange/bar-series.ts';
import { createListing } from './exchange/listing.ts';
import type { OpenMarket } from './exchange/open-market.ts';
import { LISTING, MARKET } from './exchange/tokens.ts';
import { Wire } from './faults/fault-injector.ts';
import { FaultsController } from './faults/faults.controller.ts';
import { FaultBoard } from './faults/faults.service.ts';
import { RegimeController } from './regime/regime.controller.ts';

type Now = () => number;

/** The work on answers lets other requests in after this long, in ms. */
const SLICE_MS = 5;

@Module({})
class AppModule {}

/** Puts the simulator together. */
export function appModule(config: MarketSimConfig, open: OpenMarket): DynamicModule {
  return {
    module: AppModule,
    controllers: [BinanceController, CoingeckoController, FaultsController, RegimeController],
    providers: [
      { provide: MARKET, useValue: open },
      { provide: LISTING, useValue: createListing(config.QT_SYMBOLS) },
      {
        provide: Tape,
        useValue: new Tape(
          open.market,
          pacer(SLICE_MS, () => performance.now()),
        ),
      },
      { provide: FaultBoard, inject: [NOW], useFactory: (now: Now) => new FaultBoard(now, Math.random) },
      {
        provide: Wire,
        inject: [FaultBoard, NOW],
        useFactory: (board: FaultBoard, now: Now) => new Wire(board, now),
      },
      { provide: READINESS, inject: [NOW], useFactory: (now: Now) => readinessOf(open, now) },
    ],
    exports: [READINESS],
  };
}

function readinessOf({ description }: OpenMarket, now: Now): ReadinessChecks {
  const check = trackCheck('market', 'not opened', now);
  check.report(true, description);
  return { checks: () => [check.read()] };
}
