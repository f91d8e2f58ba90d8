import type { Profile } from '@qt/catalogue';
import { type MarketData, ProviderFailure } from '@qt/market-data';
import { beforeEach, describe, expect, test } from 'vitest';
import { candlesUntil } from '../candles.fixture.ts';
import type { ApiConfig } from '../config.ts';
import { fake } from '../fake.fixture.ts';
import { CurrentModel } from '../model/current-model.ts';
import { SteadyModel } from '../model/model.fixture.ts';
import type { ModelMetrics } from '../model/model.metrics.ts';
import type { ScanTimesRepository } from '../store/scan-times.repository.ts';
import type { PositionExitsService } from '../trading/strategy/position-exits.service.ts';
import type { SignalTraderService } from '../trading/strategy/signal-trader.service.ts';
import type { TradingReport } from '../trading/strategy/trading-report.ts';
import { quietLog, quietTelemetry } from '../trading/trading.fixture.ts';
import type { LatestSignalsService } from './latest-signals.service.ts';
import { ScanRunning, ScanService } from './scan.service.ts';
import type { Signal } from './signal.ts';
import { SignalPipelineService } from './signal-pipeline.service.ts';

const NOW = Date.parse('2026-11-23T12:00:30Z');
const NOTHING: TradingReport = { decisions: { buy: 0, sell: 0, hold: 0 }, orders: 0, denials: {}, failures: [] };
const PROFILES: Profile[] = ['conservative', 'aggressive'];
const SYMBOLS = ['BTCUSDT', 'ETHUSDT'];

/** Records, in order, what a scan does. */
class World {
  readonly steps: string[] = [];
  readonly acted: Signal[] = [];
  readonly recorded: Signal[] = [];
  readonly spans: string[] = [];
  readonly confidences: [string, string, number][] = [];
  readonly times = new Map<Profile, number>();
  readonly published = new Map<Profile, readonly Signal[]>();
  readonly model = new CurrentModel();
  candles = async (_symbol: string) => candlesUntil(NOW - 30_000);
  act = async (signals: readonly Signal[]): Promise<TradingReport> => ({
    ...NOTHING,
    decisions: { buy: signals.length, sell: 0, hold: 0 },
    orders: 1,
    denials: { cooldown: 1 },
  });

  readonly exits = fake<PositionExitsService>({
    closeDue: async () => {
      this.steps.push('closeDue');
      return NOTHING;
    },
  });
  readonly trader = fake<SignalTraderService>({
    act: async (signals) => {
      this.steps.push(`act ${signals[0]?.profile}`);
      this.acted.push(...signals);
      return this.act(signals);
    },
  });
  readonly telemetry: typeof quietTelemetry = {
    ...quietTelemetry,
    inSpan: (name, attributes, work) => {
      this.spans.push(name);
      return quietTelemetry.inSpan(name, attributes, work);
    },
  };
  readonly market = fake<MarketData>({
    candles: async (symbol, interval) => {
      const items = await this.candles(symbol);
      return {
        symbol,
        interval,
        source: 'binance',
        items,
        missing: [],
        observedAt: NOW - 30_000,
        ageMs: 30_000,
        stale: false,
      };
    },
  });
  readonly metrics = fake<ModelMetrics>({
    inferred() {},
    scanned: (profile, version, confidence, at) => {
      this.confidences.push([profile, version, confidence]);
      expect(at).toBe(NOW);
    },
  });

  scan(): ScanService {
    const config = fake<ApiConfig>({ QT_SYMBOLS: SYMBOLS, QT_PROFILES: PROFILES, QT_MODEL_MAX_AGE_HOURS: 1 });
    return new ScanService(
      config,
      new SignalPipelineService(
        config,
        this.market,
        this.model,
        this.metrics,
        this.telemetry,
        () => NOW,
        () => 0,
      ),
      this.exits,
      this.trader,
      this.metrics,
      fake<ScanTimesRepository>({ save: async (profile, at) => void this.times.set(profile, at) }),
      fake<LatestSignalsService>({
        publish: async (profile, signals) => void this.published.set(profile, signals),
      }),
      { record: async () => void this.steps.push('record equity') },
      { record: async (signals) => void this.recorded.push(...signals) },
      this.telemetry,
      quietLog,
    );
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});

describe('with a model and candles', () => {
  beforeEach(() => world.model.replace(new SteadyModel('m-1')));

  test('every profile and symbol gets a signal, which is published and handed to the trader', async () => {
    const report = await world.scan().run();
    expect(world.acted).toHaveLength(4);
    expect(world.recorded).toEqual(world.acted);
    expect(world.acted[0]).toEqual({
      profile: 'conservative',
      symbol: 'BTCUSDT',
      action: 'buy',
      confidence: 0.8,
      at: NOW,
      modelVersion: 'm-1',
      modelExpiresAt: Date.parse('2026-11-23T01:00:00Z'),
      probabilities: { buy: 0.8, sell: 0.05, hold: 0.15 },
    });
    expect(world.published.get('aggressive')?.map(({ symbol }) => symbol)).toEqual(SYMBOLS);
    expect(report).toEqual({
      symbols_done: 2,
      decisions: { buy: 4, sell: 0, hold: 0 },
      orders: 2,
      denials: { cooldown: 2 },
      failures: [],
    });
  });

  test('positions that are due are closed before any new decision', async () => {
    await world.scan().run();
    expect(world.steps).toEqual(['closeDue', 'act conservative', 'act aggressive', 'record equity']);
  });

  test("each profile's mean confidence and time of inference are recorded", async () => {
    await world.scan().run();
    expect(world.confidences).toEqual([
      ['conservative', 'm-1', 0.8],
      ['aggressive', 'm-1', 0.8],
    ]);
    expect([...world.times]).toEqual(PROFILES.map((profile) => [profile, NOW]));
  });

  test('its steps are spans of one trace', async () => {
    await world.scan().run();
    const perProfile = ['scan.profile', 'model.inference'];
    expect(world.spans).toEqual(['scan.close_due', 'scan.features', ...perProfile, ...perProfile]);
  });

  test('a symbol without candles is a failure of its provider; the other gets its signals', async () => {
    world.candles = async (symbol) => {
      if (symbol === 'BTCUSDT') throw new ProviderFailure('binance', 'http', 'status 500');
      return candlesUntil(NOW - 30_000);
    };
    const report = await world.scan().run();
    expect(report).toMatchObject({
      symbols_done: 1,
      decisions: { buy: 2, sell: 0, hold: 0 },
      failures: [{ symbol: 'BTCUSDT', profile: null, provider: 'binance', error: 'binance: http: status 500' }],
    });
  });

  test('with a hole in the candles the scan goes on', async () => {
    const whole = candlesUntil(NOW - 30_000);
    world.candles = async (symbol) => whole.filter((_, at) => at !== (symbol === 'BTCUSDT' ? 60 : whole.length - 2));
    expect(await world.scan().run()).toMatchObject({
      symbols_done: 1,
      decisions: { buy: 2, sell: 0, hold: 0 },
      failures: [],
      skipped: [{ symbol: 'ETHUSDT', reason: expect.stringContaining('1 missing') }],
    });
  });

  test('without any candles neither a confidence nor an inference is recorded', async () => {
    world.candles = () => Promise.reject(new ProviderFailure('binance', 'circuit_open', 'its circuit breaker is open'));
    const report = await world.scan().run();
    expect(report).toMatchObject({ symbols_done: 0, decisions: { buy: 0, sell: 0, hold: 0 } });
    expect(report.failures).toHaveLength(2);
    expect(world.confidences).toEqual([]);
    expect(world.times.size).toBe(0);
    expect(world.acted).toEqual([]);
  });

  test('a profile whose trading fails is reported, and does not hold up the next one', async () => {
    world.act = async (signals) => {
      if (signals[0]?.profile === 'conservative') throw new Error('database is locked');
      return NOTHING;
    };
    const report = await world.scan().run();
    expect(report.failures).toEqual([
      { symbol: null, profile: 'conservative', provider: null, error: 'database is locked' },
    ]);
    expect(world.steps).toContain('act aggressive');
  });

  test('a promotion in the middle does not affect the running scan', async () => {
    world.act = async () => {
      await world.model.replace(new SteadyModel('m-2'));
      return NOTHING;
    };
    await world.scan().run();
    expect(new Set(world.acted.map(({ modelVersion }) => modelVersion))).toEqual(new Set(['m-1']));
  });

  test('a second scan is refused while one runs, and allowed after it', async () => {
    const gate = Promise.withResolvers<TradingReport>();
    world.act = () => gate.promise;
    const scan = world.scan();
    const first = scan.run();
    await expect(scan.run()).rejects.toThrow(ScanRunning);
    gate.resolve(NOTHING);
    await first;
    await expect(scan.run()).resolves.toMatchObject({ symbols_done: 2 });
  });
});

test('a symbol whose inference fails is a failure, and is not done', async () => {
  const model = new SteadyModel('m-1');
  model.infer = () => Promise.reject(new Error('its worker thread ended with code 1'));
  await world.model.replace(model);
  const report = await world.scan().run();
  expect(report.symbols_done).toBe(0);
  expect(report.failures).toHaveLength(4);
  expect(report.failures[0]).toEqual({
    symbol: 'BTCUSDT',
    profile: 'conservative',
    provider: null,
    error: 'inference: its worker thread ended with code 1',
  });
});

test('before the first model, the scan reports that, and still closes positions that are due', async () => {
  const report = await world.scan().run();
  expect(world.steps).toEqual(['closeDue', 'record equity']);
  expect(report).toMatchObject({
    symbols_done: 0,
    failures: [
      { symbol: null, profile: null, provider: null, error: expect.stringMatching(/no model was promoted yet/) },
    ],
  });
});
