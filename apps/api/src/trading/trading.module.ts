import { Module } from '@nestjs/common';
import { MarketData } from '@qt/market-data';
import { STRATEGIES } from '@qt/model';
import { NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';
import { MarketModule } from '../market/market.module.ts';
import { AccountMetrics } from './account.metrics.ts';
import { AccountService } from './account.service.ts';
import { AccountView } from './account-view.service.ts';
import { BooksController } from './books/books.controller.ts';
import { BooksService } from './books/books.service.ts';
import { GuardOutboxService } from './guard/guard-outbox.service.ts';
import { GuardRulings } from './guard/guard-rulings.service.ts';
import { HttpRiskGuardGateway } from './guard/http-risk-guard.gateway.ts';
import { ReplyDeadline } from './guard/reply-deadline.ts';
import { RiskGuardGateway } from './guard/risk-guard.gateway.ts';
import { InstrumentsService } from './instruments.service.ts';
import { OpeningBalanceCheck } from './ledger/opening-balance-check.ts';
import { ManualTradesService } from './orders/manual-trades.service.ts';
import { OpenOrdersService } from './orders/open-orders.service.ts';
import { OrderService } from './orders/order.service.ts';
import { OrderExecutionService } from './orders/order-execution.service.ts';
import { OrderMaintenanceService } from './orders/order-maintenance.service.ts';
import { OrderRecorder } from './orders/order-recorder.ts';
import { OrderRecoveryService } from './orders/order-recovery.service.ts';
import { OrderSettlementService } from './orders/order-settlement.service.ts';
import { OrderStopsService } from './orders/order-stops.service.ts';
import { PositionClosingService } from './orders/position-closing.service.ts';
import { WorkingOrders } from './orders/working-orders.ts';
import { QuotesService } from './quotes.service.ts';
import { DifferenceSettlementService } from './reconciliation/difference-settlement.service.ts';
import { ExchangeStatus } from './reconciliation/exchange-status.ts';
import { MissedFillsService } from './reconciliation/missed-fills.service.ts';
import { ReconciliationController } from './reconciliation/reconciliation.controller.ts';
import { ReconciliationService } from './reconciliation/reconciliation.service.ts';
import { RequestIdService } from './request-id.service.ts';
import { OrderBatchService } from './strategy/order-batch.service.ts';
import { PositionExitsService } from './strategy/position-exits.service.ts';
import { PositionWatchService } from './strategy/position-watch.service.ts';
import { ProtectionsService } from './strategy/protections.service.ts';
import { SignalTraderService } from './strategy/signal-trader.service.ts';
import { PROFILE_STRATEGIES } from './tokens.ts';
import { TradingController } from './trading.controller.ts';
import { openVenue } from './venue/open-venue.ts';
import { Venue } from './venue/venue.ts';

/** From signals and requests to orders, positions, and profit or loss. Needs the global `ApiConfig` and `StoreModule`. */
@Module({
  imports: [MarketModule],
  controllers: [TradingController, BooksController, ReconciliationController],
  providers: [
    { provide: RiskGuardGateway, useClass: HttpRiskGuardGateway },
    { provide: Venue, inject: [ApiConfig, MarketData, NOW, LOG], useFactory: openVenue },
    {
      provide: ExchangeStatus,
      inject: [Venue],
      useFactory: ({ booksUrl }: Venue) => new ExchangeStatus({ keepsBooks: booksUrl !== null }),
    },
    { provide: PROFILE_STRATEGIES, useValue: STRATEGIES },
    AccountMetrics,
    AccountService,
    AccountView,
    BooksService,
    DifferenceSettlementService,
    GuardOutboxService,
    GuardRulings,
    InstrumentsService,
    ManualTradesService,
    MissedFillsService,
    OpenOrdersService,
    OpeningBalanceCheck,
    OrderBatchService,
    OrderExecutionService,
    OrderMaintenanceService,
    OrderRecorder,
    OrderStopsService,
    OrderRecoveryService,
    OrderService,
    OrderSettlementService,
    PositionClosingService,
    PositionExitsService,
    PositionWatchService,
    ProtectionsService,
    QuotesService,
    ReconciliationService,
    ReplyDeadline,
    RequestIdService,
    SignalTraderService,
    WorkingOrders,
  ],
  exports: [AccountService, AccountView, GuardRulings, PositionExitsService, QuotesService, SignalTraderService],
})
export class TradingModule {}
