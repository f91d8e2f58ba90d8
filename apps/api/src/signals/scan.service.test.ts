import type { Log, Profile } from '@qt/catalogue';
import { ProviderFailure } from '@qt/market-data';
import { beforeEach, describe, expect, test } from 'vitest';
import { candlesUntil } from '../candles.fixture.ts';
import { ModelInUse } from '../model/current-model.ts';
import { SteadyModel } from '../model/model.fixture.ts';
import type { TradingReport } from '../trading/strategy/trading-report.ts';
import { Scan, type ScanOptions, ScanRunning } from './scan.service.ts';
import type { Signal } from './signal.ts';
import { SignalPipeline } from './signal-pipeline.service.ts';
import type { Tracing } from './tracing.ts';

const NOW = Date.parse('2026-11-23T12:00:30Z');
const NOTHING: TradingReport = { decisions: { buy: 0, sell: 0, hold: 0 }, orders: 0, denials: {}, failures: [] };
const PROFILES: readonly Profile[] = ['conservative', 'aggressive'];
const SYMBOLS = ['BTCUSDT', 'ETHUSDT'];

/** Remembers, in order, what a scan did to the world. */
class World {
  readonly steps: string[] = [];
  readonly acted: Signal[] = [];
  readonly spans: string[] = [];
  readonly confidences: [string, string, number][] = [];
  readonly times = new Map<Profile, number>();
  readonly published = new Map<Profile, readonly Signal[]>();
  readonly model = new ModelInUse();
  candles = async (_symbol: string) => candlesUntil(NOW - 30_000);
  act = async (signals: readonly Signal[]): Promise<TradingReport> => ({
    ...NOTHING,
    decisions: { buy: signals.length, sell: 0, hold: 0 },
    orders: 1,
    denials: { cooldown: 1 },
  });

  readonly exits: ScanOptions['exits'] = {
    closeDue: async () => {
      this.steps.push('closeDue');
      return NOTHING;
    },
  };
  readonly trader: ScanOptions['trader'] = {
    act: async (signals) => {
      this.steps.push(`act ${signals[0]?.profile}`);
      this.acted.push(...signals);
      return this.act(signals);
    },
  };
  readonly tracing: Tracing = {
    inSpan: (name, _, work) => {
      this.spans.push(name);
      return work();
    },
    withContext: (_, work) => work(),
  };
  readonly log: Log = { event() {}, debug() {}, info() {}, warn() {}, error() {} };

  scan(): Scan {
    const pipeline = new SignalPipeline({
      model: this.model,
      symbols: SYMBOLS,
      readCandles: (symbol) => this.candles(symbol),
      maxCandleAgeMs: 180_000,
      maxModelAgeMs: 3_600_000,
      metrics: { inferred: () => {} },
      tracing: this.tracing,
      now: () => NOW,
      clock: () => 0,
    });
    return new Scan({
      profiles: PROFILES,
      pipeline,
      exits: this.exits,
      trader: this.trader,
      metrics: {
        scanned: (profile, version, confidence, at) => {
          this.confidences.push([profile, version, confidence]);
          expect(at).toBe(NOW);
        },
      },
      times: {
        read: async () => this.times,
        scanned: async (profile, at) => void this.times.set(profile, at),
      },
      publish: async (profile, signals) => void this.published.set(profile, signals),
      tracing: this.tracing,
      log: this.log,
    });
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
    expect(world.steps).toEqual(['closeDue', 'act conservative', 'act aggressive']);
  });

  test("each profile's mean confidence and time of inference are recorded", async () => {
    await world.scan().run();
    expect(world.confidences).toEqual([
      ['conservative', 'm-1', 0.8],
      ['aggressive', 'm-1', 0.8],
    ]);
    expect([...world.times]).toEqual(PROFILES.map((profile) => [profile, NOW]));
  });

  test('its steps are spans, so that one trace tells the walk', async () => {
    await world.scan().run();
    const perProfile = ['scan.profile', 'model.inference'];
    expect(world.spans).toEqual(['scan.close_due', 'scan.features', ...perProfile, ...perProfile]);
  });

  test('a symbol without candles is a failure of its provider; the other is judged', async () => {
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

  test('without any candles no confidence is invented, and no inference claimed', async () => {
    world.candles = () => Promise.reject(new ProviderFailure('binance', 'circuit_open', 'its circuit breaker is open'));
    const report = await world.scan().run();
    expect(report).toMatchObject({ symbols_done: 0, decisions: { buy: 0, sell: 0, hold: 0 } });
    expect(report.failures).toHaveLength(2);
    expect(world.confidences).toEqual([]);
    expect(world.times.size).toBe(0);
    expect(world.acted).toEqual([]);
  });

  test('a profile whose trading fails is reported, and the next one goes on', async () => {
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

  test('a promotion in the middle changes nothing for the scan that runs', async () => {
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

test('a symbol that the model cannot judge is a failure, and is not done', async () => {
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

test('before the first model, the scan says so, and still closes what is due', async () => {
  const report = await world.scan().run();
  expect(world.steps).toEqual(['closeDue']);
  expect(report).toMatchObject({
    symbols_done: 0,
    failures: [
      { symbol: null, profile: null, provider: null, error: expect.stringMatching(/no model was promoted yet/) },
    ],
  });
});
