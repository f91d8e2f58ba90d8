import { type MarketData, ProviderFailure } from '@qt/market-data';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { candlesUntil } from '../candles.fixture.ts';
import type { ApiConfig } from '../config.ts';
import { fake } from '../fake.fixture.ts';
import { CurrentModel, NoModel } from '../model/current-model.ts';
import { SteadyModel } from '../model/model.fixture.ts';
import type { ModelMetrics } from '../model/model.metrics.ts';
import type { ScanTimesRepository } from '../store/scan-times.repository.ts';
import { quietTelemetry } from '../trading/trading.fixture.ts';
import { LatestSignalsService, SignalsUnavailable } from './latest-signals.service.ts';
import type { Signal } from './signal.ts';
import { SignalPipelineService } from './signal-pipeline.service.ts';

const T0 = Date.parse('2026-11-23T12:00:30Z');

function system() {
  const world = { now: T0, down: false };
  const recorded = recordingInstruments();
  const logged = recordingLog();
  const model = new CurrentModel();
  const now = () => world.now;
  const market = fake<MarketData>({
    candles: async (symbol, interval) => {
      if (world.down) throw new ProviderFailure('binance', 'timeout', 'no answer');
      const observedAt = world.now - 30_000;
      const items = candlesUntil(observedAt);
      return { symbol, interval, source: 'binance', items, missing: [], observedAt, ageMs: 30_000, stale: false };
    },
  });
  const config = fake<ApiConfig>({
    QT_SYMBOLS: ['BTCUSDT', 'ETHUSDT'],
    QT_PROFILES: ['balanced', 'aggressive'],
    QT_MODEL_MAX_AGE_HOURS: 1,
  });
  const pipeline = new SignalPipelineService(
    config,
    market,
    model,
    fake<ModelMetrics>({ inferred() {} }),
    quietTelemetry,
    now,
    () => 0,
  );
  const times = fake<ScanTimesRepository>({ lastScans: async () => new Map([['balanced', T0 - 600_000]]) });
  const latest = new LatestSignalsService(config, pipeline, times, recorded.instruments, logged.log, now);
  const lookups = (result: 'hit' | 'miss') => recorded.value('qt_cache_hits_total', { cache_name: 'signal', result });
  const fallbacks = () => recorded.value('qt_cache_fallbacks_total', { cache_name: 'signal' });
  return { world, model, latest, lookups, fallbacks, logged };
}

function scanned(at: number): Signal {
  const probabilities = { buy: 0.9, sell: 0.05, hold: 0.05 };
  const decision = { profile: 'balanced', symbol: 'BTCUSDT', action: 'buy', confidence: 0.9 } as const;
  return { ...decision, at, modelVersion: 'm-0', modelExpiresAt: at + 1, probabilities };
}

let all: ReturnType<typeof system>;
beforeEach(() => {
  all = system();
});

test('before the first model there are no signals, and the lookup counts as a miss', async () => {
  await expect(all.latest.of('balanced')).rejects.toThrow(NoModel);
  expect(all.lookups('miss')).toBe(1);
  expect(all.fallbacks()).toBe(0);
});

test("a scan's signals are served while they are fresh; publishing them is no lookup", async () => {
  await all.latest.publish('balanced', [scanned(T0)]);
  expect([all.lookups('hit'), all.lookups('miss')]).toEqual([0, 0]);
  all.world.now = T0 + 119_999;
  expect(await all.latest.of('balanced')).toEqual([scanned(T0)]);
  expect([all.lookups('hit'), all.lookups('miss')]).toEqual([1, 0]);
});

describe('with a model', () => {
  beforeEach(() => all.model.replace(new SteadyModel('m-1')));

  test('after a restart the age is that of the last scan before it, not unknown', async () => {
    await all.latest.onModuleInit();
    expect(all.latest.ages()).toEqual([
      { profile: 'balanced', age_seconds: 600 },
      { profile: 'aggressive', age_seconds: null },
    ]);
  });

  test('each profile has the age of its newest signal, scanned or inferred; none before the first', async () => {
    const ages = () => all.latest.ages().map(({ profile, age_seconds }) => [profile, age_seconds]);
    expect(ages()).toEqual([
      ['balanced', null],
      ['aggressive', null],
    ]);
    await all.latest.publish('balanced', [scanned(T0 - 1000), scanned(T0)]);
    all.world.now = T0 + 150_500;
    expect(ages()[0]).toEqual(['balanced', 150.5]);
    await all.latest.of('balanced');
    all.world.now = T0 + 151_500;
    expect(ages()).toEqual([
      ['balanced', 1],
      ['aggressive', null],
    ]);
  });

  test('signals that are no longer fresh are inferred again, and cached', async () => {
    await all.latest.publish('balanced', [scanned(T0)]);
    all.world.now = T0 + 120_000;
    const signals = await all.latest.of('balanced');
    expect(signals.map(({ symbol, modelVersion, at }) => [symbol, modelVersion, at])).toEqual([
      ['BTCUSDT', 'm-1', T0 + 120_000],
      ['ETHUSDT', 'm-1', T0 + 120_000],
    ]);
    expect(await all.latest.of('balanced')).toEqual(signals);
    expect([all.lookups('hit'), all.lookups('miss'), all.fallbacks()]).toEqual([1, 1, 0]);
  });

  test('if they cannot be inferred again, the old ones are served for 15 minutes, which is counted and logged', async () => {
    await all.latest.publish('balanced', [scanned(T0)]);
    all.world.down = true;
    all.world.now = T0 + 899_999;
    expect(await all.latest.of('balanced')).toEqual([scanned(T0)]);
    expect([all.lookups('miss'), all.fallbacks()]).toEqual([1, 1]);
    expect(all.logged.events('cache.fallback.activated')).toMatchObject([
      { cache_name: 'signal', profile: 'balanced', age_seconds: 899.999 },
    ]);
    all.world.now = T0 + 900_000;
    await expect(all.latest.of('balanced')).rejects.toThrow(SignalsUnavailable);
    expect(all.fallbacks()).toBe(1);
  });

  test('without candles of any symbol, and with nothing cached, the error names the reason for each symbol', async () => {
    all.world.down = true;
    await expect(all.latest.of('balanced')).rejects.toThrow(
      'no signal of balanced: BTCUSDT: binance: timeout: no answer; ETHUSDT: binance: timeout: no answer',
    );
  });
});
