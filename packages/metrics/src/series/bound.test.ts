import type { ServiceName } from '@qt/catalogue';
import { describe, expect, test } from 'vitest';
import type { Cell } from './cells.ts';
import { createRegistry, type Registry } from './registry.ts';

function registryOf<S extends ServiceName>(service: S) {
  const admitted = { symbol: ['BTCUSDT'], profile: ['balanced'] };
  return createRegistry({ service, admitted, staging: false, now: () => 1000 });
}

function cells<S extends ServiceName>(registry: Registry<S>, name: string): Cell[] {
  return [...(registry.metrics.find((metric) => metric.name === name)?.collect() ?? [])];
}

const recordedIn = <S extends ServiceName>(registry: Registry<S>, name: string, labels: object) => {
  const cell = cells(registry, name).find((one) => JSON.stringify(one.labels) === JSON.stringify(labels));
  return cell === undefined
    ? undefined
    : 'value' in cell
      ? cell.value
      : cell
          .snapshot()
          .slice(0, -1)
          .reduce((sum, count) => sum + count);
};

const overflowOf = <S extends ServiceName>(registry: Registry<S>, metric: string) =>
  recordedIn(registry, 'qt_telemetry_series_overflow_total', { metric });

describe('a bound series', () => {
  test('of a counter is the one that is found by its labels, there at 0 from the start', () => {
    const registry = registryOf('qt-api');
    registry.admitRoute('/api/account');
    const labels = { route: '/api/account', method: 'GET', status_code: '200' };
    const bound = registry.instruments.qt_api_request_total.bind(labels);
    expect(recordedIn(registry, 'qt_api_request_total', labels)).toBe(0);
    bound.add(2);
    registry.instruments.qt_api_request_total.add(3, labels);
    expect(recordedIn(registry, 'qt_api_request_total', labels)).toBe(5);
  });

  test('of a gauge carries no placeholder', () => {
    const registry = registryOf('qt-risk-guard');
    const bound = registry.instruments.qt_risk_daily_loss.bind();
    expect(cells(registry, 'qt_risk_daily_loss')).toEqual([]);
    bound.set(4);
    expect(recordedIn(registry, 'qt_risk_daily_loss', {})).toBe(4);
  });

  test('that has ended begins again with the next record', () => {
    const registry = registryOf('qt-api');
    const labels = { profile: 'balanced', model_version: 'v1' };
    const latency = registry.instruments.qt_model_inference_duration_seconds;
    const confidence = registry.instruments.qt_model_confidence;
    const bound = { latency: latency.bind(labels), confidence: confidence.bind(labels) };
    bound.latency.record(0.01);
    bound.confidence.set(0.5);
    latency.end({ model_version: 'v1' });
    confidence.end({ model_version: 'v1' });
    expect(cells(registry, 'qt_model_inference_duration_seconds')).toEqual([]);
    bound.latency.record(0.01);
    bound.confidence.set(0.6);
    expect(recordedIn(registry, 'qt_model_inference_duration_seconds', labels)).toBe(1);
    expect(recordedIn(registry, 'qt_model_confidence', labels)).toBe(0.6);
  });

  test('of labels that are not admitted records as other, each time counted', () => {
    const registry = registryOf('qt-api');
    const bound = registry.instruments.qt_trade_decisions_total.bind({ symbol: 'DOGEUSDT', action: 'buy' });
    expect(overflowOf(registry, 'qt_trade_decisions_total')).toBe(0);
    bound.add(1);
    bound.add(1);
    expect(recordedIn(registry, 'qt_trade_decisions_total', { symbol: 'other', action: 'buy' })).toBe(2);
    expect(overflowOf(registry, 'qt_trade_decisions_total')).toBe(2);
  });

  test.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('drops %d and counts it', (value) => {
    const registry = registryOf('qt-api');
    registry.instruments.qt_provider_failures_total.bind({ provider: 'binance' }).add(value);
    registry.instruments.qt_provider_latency_seconds.bind({ provider: 'binance' }).record(value);
    expect(recordedIn(registry, 'qt_provider_failures_total', { provider: 'binance' })).toBe(0);
    expect(recordedIn(registry, 'qt_provider_latency_seconds', { provider: 'binance' })).toBe(0);
    expect(overflowOf(registry, 'qt_provider_failures_total')).toBe(1);
    expect(overflowOf(registry, 'qt_provider_latency_seconds')).toBe(1);
  });
});

test('an object as a label is recorded as other, and counted', () => {
  const registry = registryOf('qt-api');
  const labels = { symbol: { toString: () => 'BTCUSDT' }, action: 'buy' };
  registry.instruments.qt_trade_decisions_total.add(1, labels as never);
  expect(recordedIn(registry, 'qt_trade_decisions_total', { symbol: 'other', action: 'buy' })).toBe(1);
  expect(overflowOf(registry, 'qt_trade_decisions_total')).toBe(1);
});
