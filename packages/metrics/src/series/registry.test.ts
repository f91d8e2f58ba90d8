import { METRICS, type MetricName, type MetricSpec, type ServiceName } from '@qt/catalogue';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HistogramCell, NumberCell, SeriesLabels } from './cells.ts';
import { createRegistry, type Registry } from './registry.ts';

/** Labels of which each throws when it is read. */
const UNREADABLE = new Proxy(
  {},
  {
    get() {
      throw new Error('not to be read');
    },
  },
);

function registryOf<S extends ServiceName>(service: S, { staging = false, symbol = ['BTCUSDT', 'ETHUSDT'] } = {}) {
  const profile = ['conservative', 'balanced', 'aggressive'];
  return createRegistry({ service, admitted: { symbol, profile }, staging, now: () => 1000 });
}

function cells<S extends ServiceName>(registry: Registry<S>, name: MetricName): (NumberCell | HistogramCell)[] {
  const metric = registry.metrics.find((one) => one.name === name);
  return metric === undefined ? [] : [...metric.collect()];
}

function seriesValue<S extends ServiceName>(registry: Registry<S>, name: MetricName, labels: SeriesLabels) {
  const wanted = JSON.stringify(Object.entries(labels).sort());
  const found = cells(registry, name).find((cell) => JSON.stringify(Object.entries(cell.labels).sort()) === wanted);
  return found === undefined || 'numbers' in found ? undefined : found.value;
}

const overflowOf = <S extends ServiceName>(registry: Registry<S>, metric: MetricName) =>
  seriesValue(registry, 'qt_telemetry_series_overflow_total', { metric });

describe('from the start', () => {
  test('a counter of closed sets exists at 0 for each combination of its values', () => {
    const registry = registryOf('qt-scheduler');
    const runs = cells(registry, 'qt_scheduler_runs_total');
    expect(runs).toHaveLength(4 * 2);
    expect(runs.every((cell) => 'value' in cell && cell.value === 0)).toBe(true);
  });

  test('a histogram of closed sets exists empty', () => {
    const registry = registryOf('qt-retrain-worker');
    expect(cells(registry, 'qt_retrain_duration_seconds').map(({ labels }) => labels)).toEqual([
      { status: 'success' },
      { status: 'failure' },
    ]);
  });

  test('a counter of configured symbols exists for each of them, and for what callers mistype', () => {
    const registry = registryOf('qt-api');
    const symbols = new Set(cells(registry, 'qt_trade_decisions_total').map(({ labels }) => labels['symbol']));
    expect([...symbols]).toEqual(['BTCUSDT', 'ETHUSDT', 'other']);
  });

  test('a gauge has no series, not even a placeholder', () => {
    const registry = registryOf('qt-risk-guard');
    expect(cells(registry, 'qt_risk_daily_loss')).toEqual([]);
    registry.instruments.qt_risk_daily_loss.set(0);
    expect(seriesValue(registry, 'qt_risk_daily_loss', {})).toBe(0);
  });

  test('a service has its own metrics and no other', () => {
    const names = registryOf('qt-risk-guard').metrics.map(({ name }) => name);
    expect(names).toContain('qt_risk_denials_total');
    expect(names.filter((name) => name.startsWith('qt_api_'))).toEqual([]);
  });

  test('the overflow of each metric is there to be watched, at 0', () => {
    const registry = registryOf('qt-risk-guard');
    const watched = cells(registry, 'qt_telemetry_series_overflow_total').map(({ labels }) => labels['metric']);
    expect(watched).toEqual(registry.metrics.map(({ name }) => name));
  });
});

describe('a series', () => {
  test('that is declared is at 0 until something is added', () => {
    const registry = registryOf('qt-api');
    registry.admitRoute('/api/account');
    const labels = { route: '/api/account', method: 'GET', status_code: '200' };
    registry.instruments.qt_api_request_total.declare(labels);
    expect(seriesValue(registry, 'qt_api_request_total', labels)).toBe(0);
    registry.instruments.qt_api_request_total.add(2, labels);
    registry.instruments.qt_api_request_total.declare(labels);
    expect(seriesValue(registry, 'qt_api_request_total', labels)).toBe(2);
  });

  test('of a gauge ends with all that its partial labels name, and can begin again', () => {
    const { instruments, ...registry } = registryOf('qt-api');
    const all = { instruments, ...registry };
    instruments.qt_model_confidence.set(0.6, { profile: 'balanced', model_version: 'v1' });
    instruments.qt_model_confidence.set(0.7, { profile: 'aggressive', model_version: 'v1' });
    instruments.qt_model_confidence.set(0.8, { profile: 'balanced', model_version: 'v2' });
    instruments.qt_model_confidence.end({ model_version: 'v1' });
    expect(cells(all, 'qt_model_confidence').map(({ labels }) => labels)).toEqual([
      { profile: 'balanced', model_version: 'v2' },
    ]);
    instruments.qt_model_confidence.set(0.5, { profile: 'balanced', model_version: 'v1' });
    expect(seriesValue(all, 'qt_model_confidence', { profile: 'balanced', model_version: 'v1' })).toBe(0.5);
    instruments.qt_model_confidence.end({});
    expect(cells(all, 'qt_model_confidence')).toEqual([]);
  });

  test('of a histogram ends too, and gives its place in the budget back', () => {
    const registry = registryOf('qt-api');
    const { qt_model_inference_duration_seconds: inference } = registry.instruments;
    for (let version = 0; version < 1000; version++) {
      inference.record(0.001, { profile: 'balanced', model_version: `v${version}` });
      inference.end({ model_version: `v${version - 1}` });
    }
    expect(cells(registry, 'qt_model_inference_duration_seconds')).toHaveLength(1);
    expect(overflowOf(registry, 'qt_model_inference_duration_seconds')).toBe(0);
  });

  test('of an observed gauge is what the function says now', () => {
    const registry = registryOf('qt-risk-guard');
    let loss = 10;
    registry.instruments.qt_risk_daily_loss.observe(() => [[loss, {}]]);
    expect(seriesValue(registry, 'qt_risk_daily_loss', {})).toBe(10);
    loss = 4;
    expect(seriesValue(registry, 'qt_risk_daily_loss', {})).toBe(4);
  });

  test('of an observed gauge is gone when the function no longer says it', () => {
    const registry = registryOf('qt-scheduler');
    let jobs: ('signal_scan' | 'retrain_models')[] = ['signal_scan', 'retrain_models'];
    registry.instruments.qt_scheduler_next_run_timestamp_seconds.observe(() =>
      jobs.map((job_id) => [5, { job_id }] as const),
    );
    expect(cells(registry, 'qt_scheduler_next_run_timestamp_seconds')).toHaveLength(2);
    jobs = ['signal_scan'];
    expect(cells(registry, 'qt_scheduler_next_run_timestamp_seconds')).toHaveLength(1);
  });
});

describe('debug labels', () => {
  test('do not exist in production, though call sites give them', () => {
    const registry = registryOf('qt-api');
    registry.instruments.qt_cache_hits_total.add(1, { cache_name: 'price', result: 'hit', symbol: 'BTCUSDT' });
    expect(seriesValue(registry, 'qt_cache_hits_total', { cache_name: 'price', result: 'hit' })).toBe(1);
    expect(cells(registry, 'qt_cache_hits_total').every(({ labels }) => !('symbol' in labels))).toBe(true);
  });

  test('are there in staging, on the metrics that declare them and on no other', () => {
    const production = registryOf('qt-api');
    const staging = registryOf('qt-api', { staging: true });
    staging.instruments.qt_cache_hits_total.add(1, { cache_name: 'price', result: 'hit', symbol: 'BTCUSDT' });
    const labels = { cache_name: 'price', result: 'hit', symbol: 'BTCUSDT' };
    expect(seriesValue(staging, 'qt_cache_hits_total', labels)).toBe(1);
    const changed = production.metrics
      .map(({ name }) => name as MetricName)
      .filter((name) => name !== 'qt_telemetry_series_overflow_total')
      .filter((name) => cells(staging, name).length !== cells(production, name).length);
    expect(changed).toEqual(['qt_cache_hits_total', 'qt_cache_fallbacks_total', 'qt_market_gaps_total']);
  });

  test('may be left out in staging', () => {
    const registry = registryOf('qt-api', { staging: true });
    registry.instruments.qt_cache_hits_total.add(1, { cache_name: 'price', result: 'hit' });
    expect(seriesValue(registry, 'qt_cache_hits_total', { cache_name: 'price', result: 'hit' })).toBe(1);
    expect(overflowOf(registry, 'qt_cache_hits_total')).toBe(0);
  });
});

describe('what is not admitted', () => {
  test('becomes other, and is counted', () => {
    const registry = registryOf('qt-api');
    registry.instruments.qt_trade_decisions_total.add(1, { symbol: 'DOGEUSDT', action: 'buy' });
    registry.instruments.qt_trade_decisions_total.add(1, { symbol: 'SHIBUSDT', action: 'buy' });
    expect(seriesValue(registry, 'qt_trade_decisions_total', { symbol: 'other', action: 'buy' })).toBe(2);
    expect(overflowOf(registry, 'qt_trade_decisions_total')).toBe(2);
  });

  test('and was said to be other by the call site is no overflow', () => {
    const registry = registryOf('qt-api');
    registry.instruments.qt_trade_decisions_total.add(1, { symbol: 'other', action: 'buy' });
    expect(seriesValue(registry, 'qt_trade_decisions_total', { symbol: 'other', action: 'buy' })).toBe(1);
    expect(overflowOf(registry, 'qt_trade_decisions_total')).toBe(0);
  });

  test('because the budget is spent becomes other, and is counted, while old series go on', () => {
    const registry = registryOf('qt-api');
    const { qt_model_confidence: confidence } = registry.instruments;
    for (let version = 0; version < 25; version++) {
      confidence.set(0.5, { profile: 'balanced', model_version: `v${version}` });
    }
    confidence.set(0.9, { profile: 'balanced', model_version: 'v0' });
    expect(cells(registry, 'qt_model_confidence')).toHaveLength(21);
    expect(seriesValue(registry, 'qt_model_confidence', { profile: 'balanced', model_version: 'other' })).toBe(0.5);
    expect(seriesValue(registry, 'qt_model_confidence', { profile: 'balanced', model_version: 'v0' })).toBe(0.9);
    expect(overflowOf(registry, 'qt_model_confidence')).toBe(5);
  });

  test('of more configured symbols than the budget holds is counted, not silent', () => {
    const symbol = Array.from({ length: 1500 }, (_, index) => `S${index}USDT`);
    const registry = registryOf('qt-api', { symbol });
    expect(cells(registry, 'qt_trade_decisions_total').length).toBeLessThanOrEqual(4000 + 3);
    expect(overflowOf(registry, 'qt_trade_decisions_total')).toBeGreaterThan(0);
  });

  test.each([
    ['NaN', Number.NaN],
    ['a negative number', -1],
    ['infinity', Number.POSITIVE_INFINITY],
  ])('as a value, %s, is dropped and counted', (_, value) => {
    const registry = registryOf('qt-risk-guard');
    registry.instruments.qt_risk_decisions_total.add(value, { decision: 'denied' });
    expect(seriesValue(registry, 'qt_risk_decisions_total', { decision: 'denied' })).toBe(0);
    expect(overflowOf(registry, 'qt_risk_decisions_total')).toBe(1);
  });

  test.each([
    ['a text', '5'],
    ['true', true],
    ['null', null],
    ['a list', [3]],
    ['a date', new Date(5)],
    ['a bigint', 5n],
    ['a symbol', Symbol('5')],
    ['an object', { valueOf: () => 5 }],
  ])('as a value, since it is no number but %s, is dropped and counted', (_, value) => {
    const registry = registryOf('qt-api');
    const { qt_provider_failures_total: failures, qt_provider_latency_seconds: latency } = registry.instruments;
    const binance = { provider: 'binance' } as const;
    failures.add(value as never, binance);
    failures.bind(binance).add(value as never);
    latency.record(value as never, binance);
    latency.bind(binance).record(value as never);
    expect(seriesValue(registry, 'qt_provider_failures_total', binance)).toBe(0);
    const [cell] = cells(registry, 'qt_provider_latency_seconds') as HistogramCell[];
    expect(new Set(cell?.snapshot())).toEqual(new Set([0]));
    expect(overflowOf(registry, 'qt_provider_failures_total')).toBe(2);
    expect(overflowOf(registry, 'qt_provider_latency_seconds')).toBe(2);
  });

  test('because a label cannot be read is recorded as other, and counted', () => {
    const registry = registryOf('qt-api');
    const { qt_trade_decisions_total: decisions } = registry.instruments;
    decisions.add(1, UNREADABLE as never);
    decisions.bind(UNREADABLE as never).add(1);
    expect(seriesValue(registry, 'qt_trade_decisions_total', { symbol: 'other', action: 'other' })).toBe(2);
    expect(overflowOf(registry, 'qt_trade_decisions_total')).toBe(2);
  });

  test('because a label holds half a character becomes other: written, all such halves are the same', () => {
    const registry = registryOf('qt-api');
    for (const half of ['\ud83e', '\udd84']) {
      registry.instruments.qt_model_confidence.set(0.5, { profile: 'balanced', model_version: half });
    }
    const versions = cells(registry, 'qt_model_confidence').map(({ labels }) => labels['model_version']);
    expect(versions).toEqual(['other']);
    expect(overflowOf(registry, 'qt_model_confidence')).toBe(2);
  });

  test('at run time never throws and leaves only numbers behind, whatever comes', () => {
    const registry = registryOf('qt-api', { staging: true });
    const handles = Object.values(registry.instruments) as unknown as Record<
      string,
      (...given: unknown[]) => unknown
    >[];
    const names = [...new Set(Object.values<MetricSpec>(METRICS).flatMap(({ labels }) => Object.keys(labels)))];
    const hostile = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
      fc.constantFrom('__proto__', 'constructor', 'other', 'BTCUSDT', Symbol('label'), UNREADABLE),
    );
    const labels = fc.oneof(fc.dictionary(fc.constantFrom(...names), hostile), hostile);
    fc.assert(
      fc.property(fc.oneof(fc.double(), hostile), labels, (value, given) => {
        for (const handle of handles) {
          for (const call of ['add', 'record', 'set']) {
            handle[call]?.(value, given);
            const bound = handle['bind']?.(given) as typeof handle | undefined;
            bound?.[call]?.(value);
          }
          handle['declare']?.(given);
        }
      }),
      { numRuns: 100 },
    );
    const held = registry.metrics.flatMap((metric) => [...metric.collect()]);
    const numbers: unknown[] = held.flatMap((cell) => cell.snapshot());
    expect(numbers.filter((number) => typeof number !== 'number' || Number.isNaN(number))).toEqual([]);
    const texts = held.flatMap((cell) => Object.values(cell.labels));
    expect(texts.filter((text) => typeof text !== 'string' || text === '')).toEqual([]);
  });
});

test('a histogram puts each observation into the first bucket whose bound is not below it', () => {
  const registry = registryOf('qt-retrain-worker');
  for (const seconds of [0, 1, 1.5, 3600, 4000]) {
    registry.instruments.qt_retrain_duration_seconds.record(seconds, { status: 'success' });
  }
  const [cell] = cells(registry, 'qt_retrain_duration_seconds') as HistogramCell[];
  expect(cell?.snapshot()).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 7602.5]);
});

test('nothing that was added is lost: the series of a counter add up to what was given', () => {
  const added = fc.array(
    fc.record({ symbol: fc.string(), action: fc.constantFrom('buy', 'sell', 'hold'), value: fc.nat() }),
  );
  fc.assert(
    fc.property(added, (all) => {
      const registry = registryOf('qt-api');
      for (const { value, ...labels } of all) registry.instruments.qt_trade_decisions_total.add(value, labels as never);
      const total = cells(registry, 'qt_trade_decisions_total').reduce(
        (sum, cell) => sum + ('value' in cell ? cell.value : 0),
        0,
      );
      expect(total).toBe(all.reduce((sum, { value }) => sum + value, 0));
    }),
  );
});
