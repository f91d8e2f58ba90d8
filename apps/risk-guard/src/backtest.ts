// What a back-test runs of this service, in one process and on its own clock.
import type { Instruments, Log } from '@qt/catalogue';
import type { Telemetry } from '@qt/telemetry';
import type { RiskConfig } from './config.ts';
import { ClockWatch } from './domain/clock-watch.ts';
import type { KnownModel } from './domain/known-models.ts';
import type { MarketPrice } from './domain/market-prices.ts';
import { ObservedFacts } from './domain/observed-facts.ts';
import { GuardSettings } from './guard-settings.ts';
import { DecisionRecorder } from './orders/decision-recorder.ts';
import { OrdersService } from './orders/orders.service.ts';
import { RiskEngine } from './risk/risk-engine.ts';
import { SqliteGuardRepository } from './store/sqlite-guard.repository.ts';

export { type RiskConfig, readConfig } from './config.ts';
export { decisionBody, fillOf, orderRequestOf } from './orders/orders.mapper.ts';

export interface GuardPorts {
  readonly config: RiskConfig;
  /** Unix ms. */
  readonly now: () => number;
  readonly reservationIds: { next(): string };
  readonly instruments: Instruments;
  readonly log: Log;
  readonly telemetry: Pick<Telemetry, 'inSpan'>;
}

/** The guard's rules and books without a server. */
export interface InProcessGuard {
  readonly orders: OrdersService;
  /** Replaces what the retrain worker's registry answers in production. */
  knowModels(models: readonly KnownModel[]): void;
  /** Replaces the prices that providers answer in production. */
  markToMarket(prices: readonly MarketPrice[]): Promise<void>;
  close(): Promise<void>;
}

/** Rejects with StoreUnavailable if the folder of `config` cannot be used. */
export async function inProcessGuard(ports: GuardPorts): Promise<InProcessGuard> {
  const { config, now, reservationIds, instruments, log, telemetry } = ports;
  const settings = new GuardSettings(config);
  const repository = new SqliteGuardRepository(settings);
  // A virtual clock goes on in jumps, and there is no second book to compare with.
  const facts = new ObservedFacts(new ClockWatch(now, now));
  facts.books.current = { state: 'agree' };
  const engine = await RiskEngine.load(repository, settings, now, log, facts);
  const recorder = new DecisionRecorder(telemetry, instruments, log);
  const orders = new OrdersService(engine, repository, recorder, reservationIds, log);
  return {
    orders,
    knowModels: (models) => facts.models.replace(models, now()),
    markToMarket: (prices) => engine.markToMarket(prices),
    close: () => repository.close(),
  };
}
