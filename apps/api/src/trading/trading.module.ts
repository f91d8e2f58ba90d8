import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as after } from 'node:timers/promises';
import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Log, ServiceInstruments } from '@qt/catalogue';
import { createClient, riskRoutes } from '@qt/contracts';
import type { MarketData } from '@qt/market-data';
import { STRATEGIES } from '@qt/model';
import { NOW, pacer } from '@qt/nest-service';
import { INSTRUMENTS, LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { ApiConfig } from '../config.ts';
import { MarketModule } from '../market/market.module.ts';
import { type Polling, poll } from '../polling.ts';
import { DATABASE } from '../store.ts';
import { CONFIG, MARKET_DATA } from '../tokens.ts';
import { createSettlement } from './guard/guard-outbox.service.ts';
import { httpRiskGuard } from './guard/http-risk-guard.gateway.ts';
import type { Ledger } from './ledger/ledger.repository.ts';
import { sqliteLedger } from './ledger/sqlite-ledger.repository.ts';
import { amount, textOf } from './money.ts';
import { createManualTrades } from './orders/manual-trades.service.ts';
import { createOrderDesk, type OrderDesk } from './orders/order-recovery.service.ts';
import { createSignalTrader } from './strategy/signal-trader.service.ts';
import { TRADER } from './strategy/trading-report.ts';
import { LEDGER, ORDER_DESK, PLACE_MANUALLY } from './tokens.ts';
import { TradingController } from './trading.controller.ts';
import { paperCosts, paperExecutor } from './venue/paper.venue.ts';

/** The risk guard answers within the deadline, or nothing is ordered; what comes until the time-out is given back. */
const GUARD_DEADLINE_MS = 2000;
const GUARD_TIMEOUT_MS = 10_000;
/** How often the guard is told again what it has not acknowledged. */
const TIDY_EVERY_MS = 5000;
/** How long orders may be worked on before other requests are served. */
const SLICE_MS = 10;

async function openLedger(database: DatabaseSync, config: ApiConfig, log: Log): Promise<Ledger> {
  const configured = amount(config.QT_PAPER_BALANCE);
  const ledger = sqliteLedger(database, configured);
  const { openingBalance } = await ledger.totals();
  if (!openingBalance.eq(configured)) {
    const opened = textOf(openingBalance);
    log.warn(`QT_PAPER_BALANCE: the account was opened with ${opened} and keeps it, actual ${textOf(configured)}`);
  }
  return ledger;
}

function orderDesk(config: ApiConfig, telemetry: Telemetry, log: Log, ledger: Ledger, now: () => number): OrderDesk {
  const headers = config.QT_SERVICE_TOKEN === undefined ? {} : { authorization: `Bearer ${config.QT_SERVICE_TOKEN}` };
  const clientWithin = (timeoutMs: number) =>
    createClient(riskRoutes, { baseUrl: config.QT_RISK_GUARD_URL, headers, timeoutMs, fetch: telemetry.fetch });
  const guard = httpRiskGuard({
    asking: clientWithin(GUARD_TIMEOUT_MS),
    telling: clientWithin(GUARD_DEADLINE_MS),
    deadline: () => after(GUARD_DEADLINE_MS, undefined, { ref: false }),
    log,
  });
  const executor = paperExecutor(paperCosts(config.QT_PAPER_SLIPPAGE_BPS, config.QT_PAPER_FEE_BPS), now);
  const settle = createSettlement(ledger, guard, log);
  return createOrderDesk({ ledger, guard, executor, settle, log, tracing: telemetry, now });
}

/** From signals and requests to orders, positions, and profit or loss. Needs the global `CONFIG` and `DATABASE`. */
@Module({
  imports: [MarketModule],
  controllers: [TradingController],
  providers: [
    {
      provide: LEDGER,
      inject: [DATABASE, CONFIG, LOG],
      useFactory: openLedger,
    },
    { provide: ORDER_DESK, inject: [CONFIG, TELEMETRY, LOG, LEDGER, NOW], useFactory: orderDesk },
    {
      provide: PLACE_MANUALLY,
      inject: [ORDER_DESK, MARKET_DATA, CONFIG, LOG, TELEMETRY],
      useFactory: (desk: OrderDesk, market: MarketData, config: ApiConfig, log: Log, telemetry: Telemetry) =>
        createManualTrades({
          desk,
          prices: market.prices,
          symbols: config.QT_SYMBOLS,
          log,
          tracing: telemetry,
          requestId: requestIdOf(telemetry),
        }),
    },
    {
      provide: TRADER,
      inject: [ORDER_DESK, LEDGER, MARKET_DATA, INSTRUMENTS, LOG, TELEMETRY, NOW],
      useFactory: (
        desk: OrderDesk,
        ledger: Ledger,
        market: MarketData,
        instruments: ServiceInstruments<'qt-api'>,
        log: Log,
        telemetry: Telemetry,
        now: () => number,
      ) =>
        createSignalTrader({
          desk,
          ledger,
          prices: market.prices,
          strategies: STRATEGIES,
          instruments,
          log,
          tracing: telemetry,
          pacer: () => pacer(SLICE_MS, () => performance.now()),
          requestId: requestIdOf(telemetry),
          now,
        }),
    },
  ],
  exports: [TRADER],
})
export class TradingModule implements OnApplicationBootstrap, OnModuleDestroy {
  #polling: Polling | null = null;

  constructor(
    @Inject(ORDER_DESK) private readonly desk: OrderDesk,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.#polling = poll(
      () => this.#tidy(),
      () => TIDY_EVERY_MS,
    );
  }

  async #tidy(): Promise<void> {
    try {
      await this.desk.tidy();
    } catch (error) {
      this.log.error('interrupted orders could not be tidied up', { error });
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.#polling?.stop();
  }
}

/** The request's id; work that no request began has one of its own. */
function requestIdOf(telemetry: Telemetry): () => string {
  return () => telemetry.requestId() ?? randomUUID();
}
