import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { trace } from '@opentelemetry/api';
import type { Log } from '@qt/catalogue';
import { amount, type Instrument } from '@qt/domain';
import type { AgedPrice, InstrumentAnswer, MarketData } from '@qt/market-data';
import { openDatabase } from '@qt/sqlite';
import type { Telemetry } from '@qt/telemetry';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { onTestFinished } from 'vitest';
import type { ApiConfig } from '../config.ts';
import { fake } from '../fake.fixture.ts';
import type { VenueFill } from './domain/execution.ts';
import type { Execution, Order } from './domain/order.ts';
import { GuardOutboxService } from './guard/guard-outbox.service.ts';
import { GUARD_RULINGS_SCHEMA } from './guard/guard-rulings-schema.ts';
import type { RiskGuardGateway } from './guard/risk-guard.gateway.ts';
import { InstrumentsService } from './instruments.service.ts';
import type { LedgerRepository } from './ledger/ledger.repository.ts';
import {
  EQUITY_PEAK_SCHEMA,
  LEDGER_SCHEMA,
  LIMIT_SCHEMA,
  OPEN_FILLS_SCHEMA,
  ORDER_LIFE_SCHEMA,
  STOP_TIMES_SCHEMA,
  STOPS_SCHEMA,
  TICK_SIZE_SCHEMA,
} from './ledger/ledger-schema.ts';
import { SqliteLedgerRepository } from './ledger/sqlite-ledger.repository.ts';
import { OpenOrdersService } from './orders/open-orders.service.ts';
import { OrderService } from './orders/order.service.ts';
import { OrderExecutionService } from './orders/order-execution.service.ts';
import { OrderRecorder } from './orders/order-recorder.ts';
import { OrderRecoveryService } from './orders/order-recovery.service.ts';
import { OrderSettlementService } from './orders/order-settlement.service.ts';
import { WorkingOrders } from './orders/working-orders.ts';
import { QuotesService } from './quotes.service.ts';
import { ExchangeStatus } from './reconciliation/exchange-status.ts';
import { RECONCILIATION_SCHEMA } from './reconciliation/reconciliation-schema.ts';
import { PaperVenue } from './venue/paper.venue.ts';
import type { Venue } from './venue/venue.ts';

/** A clock that tests move: `clock.at`, Unix ms. */
export function fakeClock(at = Date.parse('2026-11-23T12:00:00Z')) {
  const clock = { at, now: () => clock.at };
  return clock;
}

export function anOrder(given: Partial<Omit<Order, 'quantity'>> & { quantity?: string } = {}): Order {
  return {
    clientOrderId: 'order-1',
    symbol: 'BTCUSDT',
    side: 'buy',
    reduceOnly: false,
    origin: 'manual',
    profile: null,
    limit: null,
    exit: null,
    requestId: '6f1f1b7e-0000-4000-8000-000000000001',
    ...given,
    quantity: amount(given.quantity ?? '0.5'),
  };
}

/** An execution at a price, with a fee, both in USDT, without slippage. */
export function anExecution(quantity: string, price: string, fee: string, filledAt = 0): Execution {
  const notional = amount(price).times(quantity);
  return {
    quantity: amount(quantity),
    price: amount(price),
    notional,
    fee: amount(fee),
    slippage: amount(0),
    filledAt,
  };
}

/** A fill with a commission in USDT. */
export function aFill(quantity: string, price: string, commission: string, filledAt = 0, id = 'fill-1'): VenueFill {
  return {
    id,
    quantity: amount(quantity),
    price: amount(price),
    commission: amount(commission),
    commissionAsset: 'USDT',
    filledAt,
  };
}

/** A database file with the ledger's tables, gone after the test. */
export function databaseFile() {
  const folder = mkdtempSync(join(tmpdir(), 'qt-ledger-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'ledger.sqlite');
  const migrations = [
    LEDGER_SCHEMA,
    EQUITY_PEAK_SCHEMA,
    TICK_SIZE_SCHEMA,
    ORDER_LIFE_SCHEMA,
    STOPS_SCHEMA,
    RECONCILIATION_SCHEMA,
    LIMIT_SCHEMA,
    STOP_TIMES_SCHEMA,
    OPEN_FILLS_SCHEMA,
    GUARD_RULINGS_SCHEMA,
  ];
  return () => openDatabase({ file, migrations, synchronous: 'NORMAL' });
}

/** `balance` in USDT. */
export function ledgerIn(database: DatabaseSync, balance: string, now = () => 0): SqliteLedgerRepository {
  return new SqliteLedgerRepository(database, balance, now);
}

/** `priceOf`: what open orders are compared with. */
export function paperVenue(
  slippageBps: number,
  feeBps: number,
  now: () => number,
  priceOf: (symbol: string) => string | Error = () => new Error('no price'),
  source: AgedPrice['source'] = 'binance',
): PaperVenue {
  const config = fake<ApiConfig>({ QT_PAPER_SLIPPAGE_BPS: slippageBps, QT_PAPER_FEE_BPS: feeBps });
  return new PaperVenue(config, marketAt(priceOf, now, source), now);
}

/** Quotes at these prices, or the error why there is none. `observedAt` in Unix ms. */
export function quotesAt(priceOf: (symbol: string) => string | Error, observedAt: () => number): QuotesService {
  return new QuotesService(marketAt(priceOf, observedAt));
}

/** Fresh prices of one source, or the error why there is none. `observedAt` in Unix ms. */
function marketAt(
  priceOf: (symbol: string) => string | Error,
  observedAt: () => number,
  source: AgedPrice['source'] = 'binance',
): MarketData {
  return fake<MarketData>({
    async prices(symbols) {
      const prices = new Map<string, AgedPrice>();
      const failures = new Map<string, Error>();
      for (const symbol of symbols) {
        const price = priceOf(symbol);
        if (price instanceof Error) failures.set(symbol, price);
        else prices.set(symbol, { symbol, price, source, observedAt: observedAt(), stale: false, ageMs: 0 });
      }
      return { prices, failures };
    },
    lastKnownPrice: () => undefined,
  });
}

/** A symbol as exchanges trade well-known ones. */
export function anInstrument(symbol: string, given: Partial<Instrument> = {}): Instrument {
  return {
    symbol,
    status: 'TRADING',
    lot: { min: amount('0.00001'), max: amount('9000'), step: amount('0.00001') },
    marketLot: null,
    tickSize: amount('0.01'),
    minPrice: amount('0.01'),
    maxPrice: amount('1000000'),
    notional: { filter: 'NOTIONAL', min: amount('5'), max: null },
    ...given,
  };
}

/** Instruments as the exchange states them; by default every symbol of `anInstrument`. */
export function instrumentsAre(answer: (symbol: string) => InstrumentAnswer = anInstrument): InstrumentsService {
  const venue = fake<Venue>({
    takesDust: true,
    instruments: async () => new Map(['BTCUSDT', 'ETHUSDT'].map((symbol) => [symbol, answer(symbol)])),
  });
  return new InstrumentsService(venue, () => 0, quietLog);
}

/** A log that nobody reads. */
export const quietLog: Pick<Log, 'info' | 'warn' | 'error'> = { info() {}, warn() {}, error() {} };

/** Spans that only run their work, for the request `request-1`. */
export const quietTelemetry: Pick<Telemetry, 'inSpan' | 'withContext' | 'requestId'> = {
  inSpan: async (_name, _attributes, work) => work(trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 0 })),
  withContext: (_fields, work) => work(),
  requestId: () => 'request-1',
};

interface OrderPorts {
  readonly ledger: LedgerRepository;
  readonly guard: RiskGuardGateway;
  readonly venue: Venue;
  readonly now: () => number;
  readonly log?: typeof quietLog;
  readonly recorder?: OrderRecorder;
  readonly exchange?: ExchangeStatus;
}

export function orderService({
  ledger,
  guard,
  venue,
  now,
  log = quietLog,
  recorder,
  exchange,
}: OrderPorts): OrderService {
  const recordedBy = recorder ?? new OrderRecorder(recordingInstruments().instruments, recordingLog().log);
  const outbox = new GuardOutboxService(ledger, guard, quietLog);
  const settlement = new OrderSettlementService(ledger, venue, recordedBy, log);
  const recovery = new OrderRecoveryService(ledger, venue, settlement, recordedBy, now);
  const execution = new OrderExecutionService(ledger, venue, outbox, settlement, log, now);
  const working = new WorkingOrders(fake<ApiConfig>({ QT_ORDER_DEADLINE_SECONDS: 10 }), now);
  const status = exchange ?? new ExchangeStatus({ keepsBooks: false });
  const open = new OpenOrdersService(ledger, guard, venue, recovery, log, now);
  return new OrderService(
    ledger,
    guard,
    execution,
    outbox,
    recovery,
    open,
    recordedBy,
    working,
    status,
    quietTelemetry,
    now,
  );
}
