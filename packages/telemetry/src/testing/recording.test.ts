import { expect, test } from 'vitest';
import { recordingInstruments } from './recording-instruments.ts';
import { recordingLog } from './recording-log.ts';

test('counters add up over the series that a partial label set names', () => {
  const { instruments, value } = recordingInstruments();
  const { qt_cache_hits_total: hits } = instruments;
  expect(value('qt_cache_hits_total', { cache_name: 'price' })).toBeUndefined();
  hits.declare({ cache_name: 'price', result: 'hit' });
  expect(value('qt_cache_hits_total', { cache_name: 'price' })).toBe(0);
  hits.add(2, { cache_name: 'price', result: 'hit' });
  hits.add(1, { cache_name: 'price', result: 'hit', symbol: 'BTCUSDT' });
  hits.add(4, { cache_name: 'price', result: 'miss' });
  expect(value('qt_cache_hits_total', { cache_name: 'price', result: 'hit' })).toBe(3);
  expect(value('qt_cache_hits_total')).toBe(7);
});

test('a gauge has its latest value, ends, and is observed', () => {
  const { instruments, value, series } = recordingInstruments();
  const { qt_model_confidence: confidence, qt_risk_daily_loss: loss } = instruments;
  confidence.set(0.5, { profile: 'balanced', model_version: 'v1' });
  confidence.set(0.6, { profile: 'balanced', model_version: 'v1' });
  confidence.set(0.7, { profile: 'balanced', model_version: 'v2' });
  expect(value('qt_model_confidence', { model_version: 'v1' })).toBe(0.6);
  expect(() => value('qt_model_confidence')).toThrow('expected one series, actual 2');
  confidence.end({ model_version: 'v1' });
  expect(series('qt_model_confidence')).toEqual([{ profile: 'balanced', model_version: 'v2' }]);
  let now = 1;
  loss.observe(() => [[now, {}]]);
  now = 2;
  expect(value('qt_risk_daily_loss')).toBe(2);
});

test('a histogram has its observations', () => {
  const { instruments, observations } = recordingInstruments();
  instruments.qt_provider_latency_seconds.record(0.2, { provider: 'binance' });
  instruments.qt_provider_latency_seconds.record(0.1, { provider: 'binance' });
  expect(observations('qt_provider_latency_seconds', { provider: 'binance' })).toEqual([0.2, 0.1]);
});

test('a log has its lines, and its events by name', () => {
  const { log, lines, events } = recordingLog();
  log.warn('careful', { symbol: 'BTCUSDT' });
  log.event('model.promoted', { model_version: 'v2', previous_version: 'v1', why: 'better' });
  expect(lines[0]).toEqual({ level: 'warn', message: 'careful', fields: { symbol: 'BTCUSDT' } });
  expect(events('model.promoted')).toEqual([{ model_version: 'v2', previous_version: 'v1', why: 'better' }]);
});
