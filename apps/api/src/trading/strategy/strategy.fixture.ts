import type { Action, Profile } from '@qt/catalogue';
import { decimalText } from '@qt/domain';
import type { InstrumentAnswer } from '@qt/market-data';
import { STRATEGIES } from '@qt/model';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { onTestFinished } from 'vitest';
import type { ApiConfig } from '../../config.ts';
import { fake } from '../../fake.fixture.ts';
import type { Signal } from '../../signals/signal.ts';
import { FakeRiskGuard } from '../guard/fake-risk-guard.fixture.ts';
import { RequestIdService } from '../request-id.service.ts';
import {
  anInstrument,
  databaseFile,
  fakeClock,
  instrumentsAre,
  ledgerIn,
  orderService,
  paperVenue,
  quietLog,
  quietTelemetry,
  quotesAt,
} from '../trading.fixture.ts';
import { OrderBatchService } from './order-batch.service.ts';
import { PositionExitsService } from './position-exits.service.ts';
import { ProtectionsService } from './protections.service.ts';
import { SignalTraderService } from './signal-trader.service.ts';

const strategies = {
  ...STRATEGIES,
  balanced: {
    ...STRATEGIES.balanced,
    notionalUsdt: '500',
    stopLossFraction: 0.01,
    holdMinutes: 30,
    entryThreshold: 0.6,
  },
};

const PROTECTIONS = {
  QT_MAX_STOPS_PER_SYMBOL: 3,
  QT_MAX_STOPS: 6,
  QT_STOPS_WINDOW_MINUTES: 60,
  QT_STOPS_PAUSE_MINUTES: 60,
};

/** A trader over a real ledger, without slippage. `market` holds the price of each symbol, or why it has none, and `rules` its instrument if that is a special one. */
export function aTrader() {
  const clock = fakeClock();
  const guard = new FakeRiskGuard(clock.now);
  const database = databaseFile()();
  onTestFinished(() => database.close());
  const ledger = ledgerIn(database, '100000', clock.now);
  const recorded = recordingInstruments();
  const market = new Map<string, string | Error>([
    ['BTCUSDT', '60000'],
    ['ETHUSDT', '3000'],
  ]);
  const orders = orderService({ ledger, guard, venue: paperVenue(0, 0, clock.now), now: clock.now });
  const quotes = quotesAt((symbol) => market.get(symbol) ?? new Error(`no price of ${symbol}`), clock.now);
  const batch = new OrderBatchService(orders, quietTelemetry, quietLog);
  const requestIds = new RequestIdService(quietTelemetry);
  const rules = new Map<string, InstrumentAnswer>();
  const trader = new SignalTraderService(
    ledger,
    quotes,
    batch,
    requestIds,
    instrumentsAre((symbol) => rules.get(symbol) ?? anInstrument(symbol)),
    new ProtectionsService(ledger, fake<ApiConfig>(PROTECTIONS), strategies),
    strategies,
    recorded.instruments,
    recordingLog().log,
  );
  const exits = new PositionExitsService(ledger, quotes, batch, requestIds, instrumentsAre(), clock.now);
  const signal = (action: Action, symbol = 'BTCUSDT', profile: Profile = 'balanced'): Signal => ({
    profile,
    symbol,
    action,
    confidence: 0.7,
    at: clock.at,
    modelVersion: 'm-1',
    modelExpiresAt: clock.at + 3_600_000,
    probabilities: { buy: 0.7, sell: 0.1, hold: 0.2 },
  });
  const held = async () => (await ledger.positions()).map((p) => [p.profile, p.symbol, decimalText(p.quantity)]);
  return { trader, exits, orders, ledger, clock, guard, market, rules, recorded, signal, held };
}
