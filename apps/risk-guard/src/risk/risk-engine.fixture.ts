import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import { amount } from '@qt/domain';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { limits, MODEL, NOW } from '../domain/check-order.fixture.ts';
import { ClockWatch } from '../domain/clock-watch.ts';
import { KnownModels } from '../domain/known-models.ts';
import type { Limits } from '../domain/limits.ts';
import { type MarketPrice, MarketPrices } from '../domain/market-prices.ts';
import { ObservedFacts } from '../domain/observed-facts.ts';
import { FlattenService } from '../flatten/flatten.service.ts';
import type { PositionCloser } from '../flatten/position-closer.ts';
import { DecisionRecorder } from '../orders/decision-recorder.ts';
import { OrdersService } from '../orders/orders.service.ts';
import type { GuardRepository } from '../store/guard.repository.ts';
import { SqliteGuardRepository } from '../store/sqlite-guard.repository.ts';
import { RiskMetrics } from './risk.metrics.ts';
import { RiskService } from './risk.service.ts';
import { RiskEngine } from './risk-engine.ts';

export interface RunningGuard {
  readonly engine: RiskEngine;
  readonly orders: OrdersService;
  readonly risk: RiskService;
  readonly flattening: FlattenService;
  readonly repository: GuardRepository;
  readonly facts: ObservedFacts;
  readonly log: ReturnType<typeof recordingLog>;
  readonly metrics: ReturnType<typeof recordingInstruments>;
}

/** What does not differ between guards in tests. */
export const SETTINGS = {
  shared: null,
  market: 'sim',
  openingCash: amount('100000'),
  apiUrl: 'http://api',
  serviceToken: undefined,
  providers: { binanceUrl: '', coingeckoUrl: '', coinIds: new Map<string, string>(), coingeckoApiKey: undefined },
  simulatorUrl: null,
  clockWarningMs: 1000,
  retrainWorkerUrl: 'http://retrain-worker',
  maxModelAgeMs: 48 * 3_600_000,
};

/** Answers a demand to close positions. */
const noApi: PositionCloser['close'] = async () => ({ ok: false, error: 'connection refused' });

interface StartOptions {
  readonly limits?: Partial<Limits>;
  readonly killSwitch?: boolean;
}

/**
 * A folder and a clock for guards that start and end one after another, like processes. `ownPrices`: their market prices
 * come from their own services; else from `market`.
 */
export function guardHost({ ownPrices = false, openingCash = '100000' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'qt-risk-guard-'));
  const databaseFile = join(folder, 'risk-guard.db');
  const clock = { now: NOW };
  /** By how much the clock has jumped: what a monotonic clock does not show. */
  const jumped = { ms: 0 };
  /** What the providers say, always fresh; a symbol that is not in it has no price. */
  const market = new Map([
    ['BTCUSDT', '50000'],
    ['ETHUSDT', '50000'],
  ]);
  const prices = new (class extends MarketPrices {
    override latest(symbol: string): MarketPrice | null {
      const price = market.get(symbol);
      return price === undefined
        ? null
        : { symbol, price: amount(price), source: 'binance', observedAt: clock.now - 1000 };
    }
    override confirmed(symbol: string) {
      return this.latest(symbol)?.price ?? null;
    }
  })();
  /** The methods of the repository that fail; `all`: every one. */
  const failing = new Set<keyof GuardRepository | 'all'>();
  /** What each method of the repository waits for first. */
  const pace = { wait: async (_: keyof GuardRepository) => {} };
  const closer = { close: noApi };
  const models = new KnownModels();
  models.replace([MODEL], NOW);
  let running: GuardRepository | undefined;
  let reservations = 0;

  return {
    clock,
    jumped,
    market,
    models,
    failing,
    pace,
    /** Who closes positions. */
    closer,
    /** Starts a guard on the folder. The previous one gets no notice: it might have been killed. */
    async start({ limits: changed = {}, killSwitch = false }: StartOptions = {}): Promise<RunningGuard> {
      await running?.close();
      const settings = {
        ...SETTINGS,
        openingCash: amount(openingCash),
        databaseFile,
        killSwitch,
        limits: limits(changed),
      };
      running = new SqliteGuardRepository(settings);
      const repository = unreliable(running, failing, (name) => pace.wait(name));
      const log = recordingLog();
      const metrics = recordingInstruments();
      const facts = new ObservedFacts(
        new ClockWatch(
          () => clock.now + jumped.ms,
          () => clock.now,
        ),
        ownPrices ? new MarketPrices() : prices,
        models,
      );
      facts.books.current = { state: 'agree' };
      const engine = await RiskEngine.load(repository, settings, () => clock.now + jumped.ms, log.log, facts);
      new RiskMetrics(engine, metrics.instruments).onModuleInit();
      const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
      const tracing = { inSpan: async <T>(_: string, __: unknown, work: (span_: typeof span) => T) => work(span) };
      const recorder = new DecisionRecorder(tracing as never, metrics.instruments, log.log);
      const ids = { next: () => `reservation-${++reservations}` };
      const orders = new OrdersService(engine, repository, recorder, ids, log.log);
      const risk = new RiskService(engine, log.log);
      const flattening = new FlattenService(engine, risk, { close: (symbols) => closer.close(symbols) }, log.log);
      return { engine, orders, risk, flattening, repository, facts, log, metrics };
    },
    /** What the guard knew is gone, as if its folder had been. */
    async loseDatabase() {
      await running?.close();
      running = undefined;
      for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile + suffix, { force: true });
    },
    async remove() {
      await running?.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function unreliable(
  repository: GuardRepository,
  failing: ReadonlySet<keyof GuardRepository | 'all'>,
  wait: (name: keyof GuardRepository) => Promise<void>,
): GuardRepository {
  const call =
    (name: keyof GuardRepository) =>
    async (...args: never[]) => {
      await wait(name);
      if (failing.has(name) || failing.has('all')) throw new Error('the disk is full');
      return (repository[name] as (...args: never[]) => Promise<unknown>).apply(repository, args);
    };
  return new Proxy(repository, { get: (_, name) => call(name as keyof GuardRepository) });
}
