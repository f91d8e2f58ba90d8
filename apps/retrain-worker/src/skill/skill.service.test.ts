import { join } from 'node:path';
import type { ModelCard } from '@qt/contracts';
import type { JudgedPrediction, Judgement, JudgementInput } from '@qt/model';
import { recordingInstruments } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { MemoryModelFileRepository } from '../models/memory-model-file.repository.fixture.ts';
import { cardOf } from '../models/model-card.fixture.ts';
import { SqliteRetrainRepository } from '../store/sqlite-retrain.repository.ts';
import { testFolder } from '../test-folder.fixture.ts';
import { SkillMetrics } from './skill.metrics.ts';
import { SkillService } from './skill.service.ts';

const NOW = Date.UTC(2026, 0, 2, 12);
const HOUR_MS = 3_600_000;
const LABELS = { buy: 0, sell: 1, hold: 2 } as const;

function knowing(version: string): ModelCard {
  const card = cardOf(version);
  const class_shares = { buy: 0.2, sell: 0.2, hold: 0.6 };
  return { ...card, profiles: card.profiles.map((each) => ({ ...each, class_shares })) };
}

/** Predictions of a rise, hour by hour until `until`, which come true or not. */
const rises = (hours: number, until: number, label: keyof typeof LABELS): JudgedPrediction[] =>
  Array.from({ length: hours }, (_, hour) => ({
    profile: 'balanced',
    symbol: 'BTCUSDT',
    time: until - (hours - hour) * HOUR_MS,
    probabilities: { buy: 0.9, sell: 0.05, hold: 0.05 },
    label: LABELS[label],
  }));

/** A worker whose current model is `m-1`, with `m-2` beside it; `answer` is what the judge finds. */
async function judging(answer: () => Judgement) {
  const clock = { now: NOW };
  const repository = new SqliteRetrainRepository({ databaseFile: join(testFolder(), 'store.db') }, () => NOW);
  onTestFinished(() => repository.close());
  const files = new MemoryModelFileRepository();
  for (const version of ['m-1', 'm-2']) {
    await files.save(version, Uint8Array.of(1));
    await repository.begin({ runId: version, trigger: 'test', startedAt: NOW });
    const promoted = version === 'm-1';
    const candidate = { card: knowing(version), promoted, why: '', rescored: false, shadow: null };
    await repository.succeed(version, NOW, candidate);
  }
  const asked: Pick<JudgementInput, 'after'>[] = [];
  const metrics = recordingInstruments();
  const warnings: string[] = [];
  const service = new SkillService(
    repository,
    files,
    { since: async () => new Map() },
    {
      judge: async ({ after }) => {
        asked.push({ after });
        return answer();
      },
    },
    new SkillMetrics(metrics.instruments),
    { costs: { feeBps: 10, slippageBps: 2 } },
    { warn: (message: string) => void warnings.push(message) },
    () => clock.now,
  );
  return { service, repository, clock, asked, metrics, warnings };
}

const ofM = (version: string) => ({ profile: 'balanced', model_version: version });

test('the current model is judged each quarter of an hour, on what is new to it and not yet judged', async () => {
  let found = rises(20, NOW, 'buy');
  const it = await judging(() => ({ predictions: found, drift: [{ feature: 'change_1m', psi: 0.2 }] }));
  await it.service.update();
  it.clock.now += 14 * 60_000;
  await it.service.update();
  expect(it.asked).toEqual([{ after: NOW - 24 * HOUR_MS }]);
  found = rises(1, it.clock.now, 'buy');
  it.clock.now += 60_000;
  await it.service.update();
  expect(it.asked[1]).toEqual({ after: NOW - HOUR_MS });
  expect(await it.repository.predictions('m-1', 0)).toHaveLength(21);
  expect(it.metrics.value('qt_model_live_hit_rate', ofM('m-1'))).toBe(1);
  expect(it.metrics.value('qt_model_live_baseline_hit_rate', ofM('m-1'))).toBe(0);
  const [loss = 9, baseline = 0] = (['qt_model_live_log_loss', 'qt_model_live_baseline_log_loss'] as const).map(
    (name) => it.metrics.value(name, ofM('m-1')),
  );
  expect(loss).toBeLessThan(baseline);
  expect(it.metrics.value('qt_model_live_excess_loss', ofM('m-1'))).toBeLessThan(0);
  expect(it.metrics.value('qt_model_feature_drift', { feature: 'change_1m' })).toBe(0.2);
  expect(it.metrics.value('qt_model_judged_timestamp_seconds')).toBe(it.clock.now / 1000);
});

test('predictions that are worse than class frequencies have a bound above 0; too few have none', async () => {
  const it = await judging(() => ({ predictions: rises(20, NOW, 'sell'), drift: [] }));
  await it.service.update();
  expect(it.metrics.value('qt_model_live_excess_loss', ofM('m-1'))).toBeGreaterThan(1);

  const fresh = await judging(() => ({ predictions: rises(3, NOW, 'sell'), drift: [] }));
  await fresh.service.update();
  expect(fresh.metrics.value('qt_model_live_log_loss', ofM('m-1'))).toBeGreaterThan(2);
  expect(fresh.metrics.value('qt_model_live_excess_loss', ofM('m-1'))).toBeUndefined();
});

test('after a promotion the next round judges the new model, and the gauges of the old one end', async () => {
  const answers = [rises(20, NOW, 'buy'), rises(4, NOW, 'sell')];
  const it = await judging(() => ({ predictions: answers.shift() ?? [], drift: [] }));
  await it.service.update();
  await it.repository.promote('m-2', NOW, 'by hand');
  it.clock.now += 60_000;
  await it.service.update();
  expect(it.metrics.value('qt_model_live_log_loss', ofM('m-1'))).toBeUndefined();
  expect(it.metrics.value('qt_model_live_log_loss', ofM('m-2'))).toBeGreaterThan(2);
  const { items } = await it.service.skill();
  expect(items.map(({ version, profiles }) => [version, profiles[0]?.predictions, profiles[0]?.hit_rate])).toEqual([
    ['m-2', 4, 0],
    ['m-1', 20, 1],
  ]);
});

test('predictions are kept for eight days, over a restart', async () => {
  const answers = [rises(20, NOW, 'buy'), []];
  const it = await judging(() => ({ predictions: answers.shift() ?? [], drift: [] }));
  await it.service.update();
  it.clock.now = NOW + 8 * 24 * HOUR_MS - 10 * HOUR_MS;
  await it.service.update();
  expect(await it.repository.predictions('m-1', 0)).toHaveLength(10);
  expect(await it.repository.judgedUntil('m-1')).toBe(NOW - HOUR_MS);
  expect(await it.repository.judgedUntil('m-2')).toBeNull();
});
