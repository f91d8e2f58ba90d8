import type { Instruments, Log } from '@qt/catalogue';
import type { MarketData } from '@qt/market-data';
import { STRATEGIES } from '@qt/model';
import type { Telemetry } from '@qt/telemetry';
import type { ApiConfig } from '../config.ts';
import type { Signal } from '../signals/signal.ts';
import { GuardOutboxService } from './guard/guard-outbox.service.ts';
import type { RiskGuardGateway } from './guard/risk-guard.gateway.ts';
import { InstrumentsService } from './instruments.service.ts';
import type { LedgerRepository } from './ledger/ledger.repository.ts';
import { OpenOrdersService } from './orders/open-orders.service.ts';
import { OrderService } from './orders/order.service.ts';
import { OrderExecutionService } from './orders/order-execution.service.ts';
import { OrderRecorder } from './orders/order-recorder.ts';
import { OrderRecoveryService } from './orders/order-recovery.service.ts';
import { OrderSettlementService } from './orders/order-settlement.service.ts';
import { WorkingOrders } from './orders/working-orders.ts';
import { QuotesService } from './quotes.service.ts';
import { ExchangeStatus } from './reconciliation/exchange-status.ts';
import { RequestIdService } from './request-id.service.ts';
import { OrderBatchService } from './strategy/order-batch.service.ts';
import { PositionExitsService } from './strategy/position-exits.service.ts';
import { ProtectionsService } from './strategy/protections.service.ts';
import { SignalTraderService } from './strategy/signal-trader.service.ts';
import { mergeReports, type TradingReport } from './strategy/trading-report.ts';
import { PaperVenue } from './venue/paper.venue.ts';

export interface PaperAccountPorts {
  readonly ledger: LedgerRepository;
  readonly config: ApiConfig;
  readonly guard: RiskGuardGateway;
  readonly market: MarketData;
  /** Unix ms. */
  readonly now: () => number;
  readonly instruments: Instruments;
  readonly log: Log;
  readonly telemetry: Pick<Telemetry, 'inSpan' | 'withContext' | 'requestId'>;
}

/** An account that is traded on paper without a server: what a scan does, on any clock. */
export interface PaperAccount {
  readonly ledger: LedgerRepository;
  /** Closes the positions that are due, then acts on the signals, as a scan does. */
  trade(signals: readonly Signal[]): Promise<TradingReport>;
}

/** The same classes that `TradingModule` puts together, for back-tests. */
export function paperAccount(ports: PaperAccountPorts): PaperAccount {
  const { ledger, config, guard, market, now, instruments, log, telemetry } = ports;
  const venue = new PaperVenue(config, market, now);
  const quotes = new QuotesService(market);
  const recorder = new OrderRecorder(instruments, log);
  const outbox = new GuardOutboxService(ledger, guard, log);
  const settlement = new OrderSettlementService(ledger, venue, recorder, log);
  const recovery = new OrderRecoveryService(ledger, venue, settlement, recorder, now);
  const execution = new OrderExecutionService(ledger, venue, outbox, settlement, log, now);
  const working = new WorkingOrders(config, now);
  const exchange = new ExchangeStatus({ keepsBooks: false });
  const orders = new OrderService(
    ledger,
    guard,
    execution,
    outbox,
    recovery,
    new OpenOrdersService(ledger, guard, venue, recovery, log, now),
    recorder,
    working,
    exchange,
    telemetry,
    now,
  );
  const batch = new OrderBatchService(orders, telemetry, log);
  const requestIds = new RequestIdService(telemetry);
  const rules = new InstrumentsService(venue, now, log);
  const exits = new PositionExitsService(ledger, quotes, batch, requestIds, rules, now);
  const trader = new SignalTraderService(
    ledger,
    quotes,
    batch,
    requestIds,
    rules,
    new ProtectionsService(ledger, config, STRATEGIES),
    STRATEGIES,
    instruments,
    log,
  );
  return { ledger, trade: async (signals) => mergeReports(await exits.closeDue(), await trader.act(signals)) };
}
