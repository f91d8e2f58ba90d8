import { join } from 'node:path';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { MemoryModelFileRepository } from '../models/memory-model-file.repository.fixture.ts';
import { cardOf } from '../models/model-card.fixture.ts';
import { SqliteRetrainRepository } from '../store/sqlite-retrain.repository.ts';
import { testFolder } from '../test-folder.fixture.ts';
import { FirstModelService } from './first-model.service.ts';
import { RunRecorder } from './run-recorder.ts';
import { RunMetrics } from './runs.metrics.ts';
import { RunsService } from './runs.service.ts';
import type { TrainingPipeline } from './training-pipeline.ts';

const NOW = Date.UTC(2026, 0, 1);

async function setup(work: (attempt: number) => ReturnType<TrainingPipeline['run']>, asked: boolean[] = []) {
  const repository = new SqliteRetrainRepository({ databaseFile: join(testFolder(), 'store.db') }, () => NOW);
  onTestFinished(() => repository.close());
  const { instruments } = recordingInstruments();
  const { log, events } = recordingLog();
  const files = new MemoryModelFileRepository();
  const pauses: number[] = [];
  let attempts = 0;
  const run = async () => {
    attempts += 1;
    const made = await work(attempts);
    await files.save(made.card.version, Uint8Array.of(attempts));
    return made;
  };
  const inSpan = async (_: string, __: object, inside: (span: never) => unknown) => inside(undefined as never);
  const metrics = new RunMetrics(instruments, repository);
  const runs = new RunsService(new RunRecorder(repository, metrics, log, () => NOW), { run }, {
    inSpan,
  } as never);
  await runs.onModuleInit();
  const end = new AbortController();
  const source = { probe: async () => asked.shift() ?? true };
  const firstModel = new FirstModelService(repository, files, source, runs, log, {} as never);
  const pause = async (ms: number) => void pauses.push(ms);
  return { repository, files, runs, events, pauses, end, ensure: () => firstModel.ensure(end.signal, pause) };
}
const candidate = (version: string, promoted = true) => ({
  card: cardOf(version),
  promoted,
  why: '',
  previous: null,
  rescored: false,
  shadow: null,
});

test('without a model, one is trained as an ordinary run', async () => {
  const { ensure, repository, events } = await setup(async () => candidate('m-1'));
  await ensure();
  expect((await repository.current())?.card.version).toBe('m-1');
  expect(events('retrain.started')).toMatchObject([{ trigger: 'first_model' }]);
});

test('with a usable model none is trained', async () => {
  const { ensure, repository, files, events } = await setup(async () => candidate('m-2'));
  await repository.begin({ runId: 'x', trigger: '', startedAt: NOW });
  await repository.succeed('x', NOW, candidate('m-1'));
  await files.save('m-1', Uint8Array.of(1));
  await ensure();
  expect(events('retrain.started')).toEqual([]);
});

test('with a usable model, a run that a stop interrupted is still restarted, once', async () => {
  const { ensure, repository, files, events } = await setup(async () => {
    throw new Error('no candles');
  });
  await repository.begin({ runId: 'x', trigger: '', startedAt: NOW });
  await repository.succeed('x', NOW, candidate('m-1'));
  await files.save('m-1', Uint8Array.of(1));
  await repository.begin({ runId: 'y', trigger: 'request', startedAt: NOW });
  await repository.interrupt('y', NOW);
  await ensure();
  expect(events('retrain.started')).toEqual([{ run_id: 'y', trigger: 'request' }]);
});

test('a current model whose file is missing is retrained', async () => {
  const { ensure, repository, events } = await setup(async () => candidate('m-2'));
  await repository.begin({ runId: 'x', trigger: '', startedAt: NOW });
  await repository.succeed('x', NOW, candidate('m-1'));
  await ensure();
  expect(events('retrain.started')).toHaveLength(1);
  expect((await repository.current())?.card.version).toBe('m-2');
});

test('no run starts while the source of history does not answer', async () => {
  const { ensure, pauses, events } = await setup(async () => candidate('m-1'), [false, false, true]);
  await ensure();
  expect(pauses).toEqual([2000, 2000]);
  expect(events('retrain.failed')).toEqual([]);
});

test('after a failure it tries again with increasing delays', async () => {
  const { ensure, pauses, events } = await setup(async (attempt) => {
    if (attempt < 4) throw new Error('x');
    return candidate('m-1');
  });
  await ensure();
  expect(pauses).toEqual([30_000, 60_000, 120_000]);
  expect(events('retrain.failed')).toHaveLength(3);
});

test('a candidate that was not promoted is left to the schedule', async () => {
  const { ensure, events } = await setup(async () => candidate('m-1', false));
  await ensure();
  expect(events('retrain.started')).toHaveLength(1);
});

test('a run started by someone else counts', async () => {
  const refused = Promise.withResolvers<void>();
  const { ensure, runs, events } = await setup(async () => {
    await refused.promise;
    return candidate('m-1');
  });
  const { ended } = await runs.start('request');
  const start = runs.start.bind(runs);
  runs.start = (trigger) => start(trigger).finally(refused.resolve);
  await ensure();
  expect(await ended).toBe(true);
  expect(events('retrain.started')).toMatchObject([{ trigger: 'request' }]);
});

test('it ends with the service', async () => {
  const { ensure, runs, end, events } = await setup(async () => candidate('m-1'), [false]);
  end.abort();
  await ensure();
  await runs.stop(Promise.resolve());
  expect(events('retrain.started')).toEqual([]);
});
