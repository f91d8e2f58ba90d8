import { join } from 'node:path';
import type { TrainingInput } from '@qt/model';
import { expect, onTestFinished, test } from 'vitest';
import type { DatasetService } from '../dataset/dataset.service.ts';
import { MemoryModelFileRepository } from '../models/memory-model-file.repository.fixture.ts';
import { cardOf } from '../models/model-card.fixture.ts';
import { SqliteRetrainRepository } from '../store/sqlite-retrain.repository.ts';
import { testFolder } from '../test-folder.fixture.ts';
import { TrainingPipeline } from './training-pipeline.ts';

const NOW = Date.UTC(2026, 0, 1);
const dataset: Pick<DatasetService, 'load'> = {
  load: async (_, __, onSymbol) => {
    onSymbol('BTCUSDT', 0);
    onSymbol('ETHUSDT', 0.5);
    return { candlesBySymbol: new Map([['BTCUSDT', []]]), leftOut: new Map([['NOPEUSDT', 'not listed']]) };
  },
};

function setup(keepModels = 20, shadowMs = 0) {
  const repository = new SqliteRetrainRepository({ databaseFile: join(testFolder(), 'store.db') }, () => NOW);
  onTestFinished(() => repository.close());
  const files = new MemoryModelFileRepository();
  const inputs: TrainingInput[] = [];
  const stages: [number, string][] = [];
  let trained = 0;
  const train = async (input: TrainingInput) => {
    inputs.push(input);
    input.onProgress?.({ progress: 0.5, stage: 'training' });
    trained += 1;
    const losses = { own: 1 / trained, baseline: 2, ...(input.incumbent === undefined ? {} : { incumbent: 1.5 }) };
    const card = cardOf(`m-${trained}`, { balanced: losses });
    return { artifact: Uint8Array.of(trained), card, incumbentNote: null };
  };
  const pipeline = new TrainingPipeline(
    dataset,
    { train },
    repository,
    files,
    { live: false, keepModels, shadowMs, costs: { feeBps: 10, slippageBps: 2 } },
    () => NOW,
  );
  const run = async () => {
    const runId = `run-${trained}`;
    await repository.begin({ runId, trigger: 'test', startedAt: NOW + trained });
    const advance = (progress: number, stage: string) => void stages.push([progress, stage]);
    const candidate = await pipeline.run({ runId, signal: new AbortController().signal, advance });
    await repository.succeed(runId, NOW + trained, candidate);
    return candidate;
  };
  return { repository, files, inputs, stages, run };
}

test('the current model takes part as the incumbent of the next run', async () => {
  const { run, inputs } = setup();
  expect(await run()).toMatchObject({ promoted: true, previous: null });
  expect(await run()).toMatchObject({ promoted: true, previous: 'm-1' });
  expect(inputs.map(({ incumbent }) => incumbent)).toEqual([undefined, Uint8Array.of(1)]);
});

test('a current model whose file is damaged is reported and replaced', async () => {
  const { run, inputs, files } = setup();
  await run();
  files.content.set('m-1', new Uint8Array(0));
  const { promoted, why } = await run();
  expect(inputs[1]?.incumbent).toBeUndefined();
  expect(promoted).toBe(true);
  expect(why).toContain('the current model m-1 cannot be used: model file: damaged');
});

test('a run says which symbols it was trained without', async () => {
  const { run } = setup();
  expect((await run()).why).toContain('; without NOPEUSDT: not listed');
});

test('progress goes from the history through the training', async () => {
  const { run, stages } = setup();
  await run();
  expect(stages).toEqual([
    [0, 'fetching the history of BTCUSDT'],
    [0.075, 'fetching the history of ETHUSDT'],
    [0.575, 'training'],
  ]);
});

test('a bounded number of models is kept: the current one, the one before it, and the newest', async () => {
  const { run, repository, files } = setup(3);
  await run();
  await run();
  await repository.haltPromotions(true);
  for (let more = 0; more < 4; more += 1) await run();
  const listed = (await repository.models()).map(({ card, state }) => [card.version, state]);
  expect(new Map(listed as [string, string][])).toEqual(
    new Map([
      ['m-2', 'current'],
      ['m-1', 'retired'],
      ['m-6', 'candidate'],
    ]),
  );
  expect([...files.content.keys()].sort()).toEqual(['m-1', 'm-2', 'm-6']);
});

test('a model that was promoted by hand during the run is not replaced', async () => {
  const { run, repository } = setup();
  await run();
  await repository.haltPromotions(true);
  await run();
  await repository.haltPromotions(false);
  const current = repository.current.bind(repository);
  let asked = 0;
  repository.current = async () => {
    asked += 1;
    if (asked === 2) await repository.promote('m-2', NOW, 'by hand');
    return current();
  };
  const { promoted, why } = await run();
  expect(promoted).toBe(false);
  expect(why).toContain('another model became the current one during the run');
});

test('a better candidate runs beside the current model first, and the next one has to wait for that', async () => {
  const { run, repository } = setup(20, 24 * 3_600_000);
  expect(await run()).toMatchObject({ promoted: true, shadow: null });
  const second = await run();
  expect(second).toMatchObject({ promoted: false, shadow: { kind: 'shadow', version: 'm-2', rival: 'm-1' } });
  expect(second.why).toContain('in its shadow period beside m-1 until 2026-01-02T00:00:00.000Z; promoted: it beats');
  const third = await run();
  expect(third).toMatchObject({ promoted: false, shadow: null });
  expect(third.why).toContain('not promoted: m-2 is in its shadow period');
  expect(await repository.trial()).toMatchObject({ version: 'm-2', rival: 'm-1' });
});

test('the models of a trial are kept', async () => {
  const { run, repository } = setup(3, 24 * 3_600_000);
  for (let more = 0; more < 5; more += 1) await run();
  expect((await repository.models()).map(({ card }) => card.version).sort()).toEqual(['m-1', 'm-2', 'm-5']);
});
