import { join } from 'node:path';
import type { ModelComparison } from '@qt/contracts';
import type { ComparisonInput } from '@qt/model';
import { recordingLog } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { MemoryModelFileRepository } from '../models/memory-model-file.repository.fixture.ts';
import { cardOf } from '../models/model-card.fixture.ts';
import { SqliteRetrainRepository } from '../store/sqlite-retrain.repository.ts';
import { testFolder } from '../test-folder.fixture.ts';
import { ComparisonsService } from './comparisons.service.ts';
import { TrialsService } from './trials.service.ts';

const NOW = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const SHADOW_MS = 24 * HOUR_MS;

/** How the first model differs from the second, beyond chance. */
const compared = (logLoss: number, netReturn = 0): ModelComparison => ({
  rows: 1000,
  blocks: 12,
  log_loss: { difference: logLoss, lower: logLoss - 0.01, upper: logLoss + 0.01 },
  net_return: { difference: netReturn, lower: netReturn - 0.01, upper: netReturn + 0.01 },
});

/** `m-1` is the current model, and `m-2` in its shadow period. */
async function shadowing(answer: () => ModelComparison | null) {
  const clock = { now: NOW };
  const repository = new SqliteRetrainRepository({ databaseFile: join(testFolder(), 'store.db') }, () => NOW);
  onTestFinished(() => repository.close());
  const files = new MemoryModelFileRepository();
  const evaluated = { why: '', rescored: false };
  const shadow = { kind: 'shadow', version: 'm-2', rival: 'm-1', endsAt: NOW + SHADOW_MS } as const;
  for (const [version, promoted] of [
    ['m-1', true],
    ['m-2', false],
  ] as const) {
    await files.save(version, Uint8Array.of(1));
    await repository.begin({ runId: version, trigger: 'test', startedAt: NOW });
    await repository.succeed(version, NOW, {
      ...evaluated,
      card: cardOf(version),
      promoted,
      shadow: promoted ? null : shadow,
    });
  }
  const asked: Pick<ComparisonInput, 'after'>[] = [];
  const comparer = {
    compare: async ({ after }: ComparisonInput) => {
      asked.push({ after });
      return { comparison: answer(), profiles: [] };
    },
  };
  const recorded = recordingLog();
  const settings = { costs: { feeBps: 10, slippageBps: 2 }, shadowMs: SHADOW_MS };
  const dataset = { since: async () => new Map() };
  const models = {
    find: async (version: string) => {
      const model = await repository.model(version);
      if (model === null) throw new Error(`unknown: ${version}`);
      return model;
    },
  };
  const now = () => clock.now;
  const comparisons = new ComparisonsService(models, files, dataset, comparer, settings, now);
  const service = new TrialsService(repository, comparisons, settings, recorded.log, now);
  const after = async (hours: number) => {
    clock.now = NOW + hours * HOUR_MS;
    await service.judge();
    return (await repository.current())?.card.version;
  };
  return { after, asked, repository, events: recorded.events };
}

test('a candidate that is no worse over its shadow period is promoted, and watched from then on', async () => {
  const { after, asked, repository, events } = await shadowing(() => compared(-0.02));
  expect(await after(23.9)).toBe('m-1');
  expect(asked).toEqual([]);
  expect(await after(24)).toBe('m-2');
  expect(asked).toEqual([{ after: Date.parse(cardOf('m-1').data_to) }]);
  expect(await repository.trial()).toEqual({
    kind: 'watch',
    version: 'm-2',
    rival: 'm-1',
    endsAt: NOW + 2 * SHADOW_MS,
  });
  expect(events('model.promoted')).toMatchObject([{ model_version: 'm-2', previous_version: 'm-1' }]);
  expect(events('model.shadow.ended')).toMatchObject([{ model_version: 'm-2', promoted: true }]);
});

test.each<[string, ModelComparison | null]>([
  ['predicts worse', compared(0.02)],
  ['earns less', compared(-0.02, -0.001)],
  ['has met too few minutes', null],
])('a candidate that %s over its shadow period is not promoted', async (_, answer) => {
  const { after, repository, events } = await shadowing(() => answer);
  expect(await after(24)).toBe('m-1');
  expect(await repository.trial()).toBeNull();
  expect((await repository.model('m-2'))?.why).toMatch(/^not promoted after its shadow period beside m-1: /);
  expect(events('model.shadow.ended')).toMatchObject([{ model_version: 'm-2', promoted: false }]);
});

test('a promoted model gives its place back by itself when the one before it is better beyond chance', async () => {
  let answer = compared(-0.02);
  const { after, repository, events } = await shadowing(() => answer);
  await after(24);
  answer = compared(0.005);
  expect(await after(30)).toBe('m-2');
  answer = compared(0.02);
  expect(await after(31)).toBe('m-1');
  expect((await repository.current())?.why).toContain('the way back from m-2');
  expect(events('model.promoted')).toHaveLength(2);
  expect(await repository.trial()).toBeNull();
});

test('a watched model that holds keeps its place, and is compared every quarter of an hour', async () => {
  const { after, asked, repository } = await shadowing(() => compared(-0.02));
  await after(24);
  for (const hours of [24.3, 24.4, 24.6]) await after(hours);
  expect(asked).toHaveLength(3);
  expect(await after(48)).toBe('m-2');
  expect(await repository.trial()).toBeNull();
});

test('a trial waits while promotions are halted, and ends when an operator promotes another model', async () => {
  const { after, repository } = await shadowing(() => compared(-0.02));
  await repository.haltPromotions(true);
  expect(await after(24)).toBe('m-1');
  expect(await repository.trial()).not.toBeNull();
  await repository.promote('m-2', NOW, 'by hand');
  await after(24.1);
  expect(await repository.trial()).toBeNull();
});
