import type { Profile } from '@qt/catalogue';
import { recordingInstruments } from '@qt/telemetry/testing';
import { beforeEach, expect, test } from 'vitest';
import type { ApiConfig } from '../config.ts';
import { fake } from '../fake.fixture.ts';
import type { ScanTimesRepository } from '../store/scan-times.repository.ts';
import { ModelMetrics } from './model.metrics.ts';

const T0 = Date.parse('2026-11-23T12:00:00Z');
let recorded: ReturnType<typeof recordingInstruments>;
let metrics: ModelMetrics;

const config = fake<ApiConfig>({
  confidenceThresholds: new Map<Profile, number>([
    ['balanced', 0.55],
    ['aggressive', 0.6],
  ]),
});
const lastScans = new Map<Profile, number>([
  ['balanced', T0],
  ['aggressive', T0 - 1500],
]);

beforeEach(async () => {
  recorded = recordingInstruments();
  const scanTimes = fake<ScanTimesRepository>({ read: async () => lastScans });
  metrics = new ModelMetrics(config, scanTimes, recorded.instruments);
  await metrics.onModuleInit();
});

function inferenceVersions(): string[] {
  const series = recorded.series('qt_model_inference_duration_seconds');
  return [...new Set(series.map(({ model_version }) => model_version))];
}

const TRAINED_AT = Date.UTC(2026, 0, 1);

test('thresholds and last inferences exist from the start; confidence does not', () => {
  expect(recorded.value('qt_model_confidence_threshold', { profile: 'balanced' })).toBe(0.55);
  expect(recorded.value('qt_model_confidence_threshold', { profile: 'aggressive' })).toBe(0.6);
  expect(recorded.value('qt_model_last_inference_timestamp_seconds', { profile: 'balanced' })).toBe(T0 / 1000);
  expect(recorded.value('qt_model_last_inference_timestamp_seconds', { profile: 'aggressive' })).toBe(T0 / 1000 - 1.5);
  metrics.promoted('m-1', TRAINED_AT);
  expect(recorded.series('qt_model_confidence')).toEqual([]);
});

test("a promoted model's inference series exist at 0 for every profile", () => {
  metrics.promoted('m-1', TRAINED_AT);
  expect(recorded.series('qt_model_inference_duration_seconds')).toEqual([
    { profile: 'balanced', model_version: 'm-1' },
    { profile: 'aggressive', model_version: 'm-1' },
  ]);
  expect(recorded.observations('qt_model_inference_duration_seconds')).toEqual([]);
});

test('the training time of the current model is a metric, absent before the first', () => {
  expect(recorded.value('qt_model_trained_timestamp_seconds')).toBeUndefined();
  metrics.promoted('m-1', TRAINED_AT);
  expect(recorded.value('qt_model_trained_timestamp_seconds')).toBe(TRAINED_AT / 1000);
});

test('a promotion ends the confidence series of the model before, and a late scan does not bring it back', () => {
  metrics.promoted('m-1', TRAINED_AT);
  metrics.scanned('balanced', 'm-1', 0.7, T0 + 60_000);
  metrics.promoted('m-2', TRAINED_AT);
  expect(recorded.series('qt_model_confidence')).toEqual([]);
  metrics.scanned('balanced', 'm-1', 0.7, T0 + 61_000);
  expect(recorded.series('qt_model_confidence')).toEqual([]);
  expect(recorded.value('qt_model_last_inference_timestamp_seconds', { profile: 'balanced' })).toBe(T0 / 1000 + 61);
  metrics.scanned('balanced', 'm-2', 0.8, T0 + 120_000);
  expect(recorded.value('qt_model_confidence', { profile: 'balanced', model_version: 'm-2' })).toBe(0.8);
});

test('inference times exist for the current and the previous version, and for no other', () => {
  for (const version of ['m-1', 'm-2', 'm-3']) {
    metrics.promoted(version, TRAINED_AT);
    metrics.inferred('balanced', version, 'BTCUSDT', 0.0002);
  }
  expect(inferenceVersions()).toEqual(['m-2', 'm-3']);
  metrics.inferred('balanced', 'm-1', 'BTCUSDT', 0.0002);
  expect(inferenceVersions()).toEqual(['m-2', 'm-3']);
  metrics.inferred('balanced', 'm-2', 'BTCUSDT', 0.0004);
  expect(
    recorded.observations('qt_model_inference_duration_seconds', { profile: 'balanced', model_version: 'm-2' }),
  ).toEqual([0.0002, 0.0004]);
});

test('after a return to the previous version both remain', () => {
  metrics.promoted('m-1', TRAINED_AT);
  metrics.inferred('balanced', 'm-1', 'BTCUSDT', 0.0002);
  metrics.promoted('m-2', TRAINED_AT);
  metrics.promoted('m-1', TRAINED_AT);
  metrics.scanned('balanced', 'm-1', 0.7, T0);
  expect(inferenceVersions()).toEqual(['m-1', 'm-2']);
  expect(recorded.observations('qt_model_inference_duration_seconds', { model_version: 'm-1' })).toEqual([0.0002]);
  expect(recorded.value('qt_model_confidence', { model_version: 'm-1' })).toBe(0.7);
});
