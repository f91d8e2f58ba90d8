import { join } from 'node:path';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { memoryFiles } from '../models/memory-model-file.repository.fixture.ts';
import { cardOf } from '../models/model-card.fixture.ts';
import { openSqliteStore } from '../store/sqlite-retrain.repository.ts';
import { testFolder } from '../test-folder.fixture.ts';
import { ensureFirstModel } from './first-model.service.ts';
import { RunMetrics } from './runs.metrics.ts';
import { type RunWork, TrainingRuns } from './runs.service.ts';

const NOW = Date.UTC(2026, 0, 1);

async function setup(work: (attempt: number) => ReturnType<RunWork>, asked: boolean[] = []) {
  const store = openSqliteStore(join(testFolder(), 'store.db'), NOW);
  onTestFinished(() => store.close());
  const { instruments } = recordingInstruments();
  const { log, events } = recordingLog();
  const files = memoryFiles();
  const pauses: number[] = [];
  let attempts = 0;
  const runs = new TrainingRuns({
    store,
    metrics: await RunMetrics.open(instruments, store),
    log,
    work: async () => {
      attempts += 1;
      const made = await work(attempts);
      await files.save(made.card.version, Uint8Array.of(attempts));
      return made;
    },
    accompany: (_, run) => run(),
    newRunId: () => `run-${attempts}`,
    now: () => NOW,
  });
  const end = new AbortController();
  const options = {
    store,
    files,
    runs,
    log,
    source: { ask: async () => asked.shift() ?? true },
    pause: async (ms: number) => void pauses.push(ms),
  };
  return { store, files, runs, events, pauses, end, ensure: () => ensureFirstModel(options, end.signal) };
}
const candidate = (version: string, promoted = true) => ({ card: cardOf(version), promoted, why: '', previous: null });

test('without a model one is trained, as an ordinary run', async () => {
  const { ensure, store, events } = await setup(async () => candidate('m-1'));
  await ensure();
  expect((await store.current())?.card.version).toBe('m-1');
  expect(events('retrain.started')).toMatchObject([{ trigger: 'first_model' }]);
});

test('with a model that can be used none is trained', async () => {
  const { ensure, store, files, events } = await setup(async () => candidate('m-2'));
  await store.begin({ runId: 'x', trigger: '', startedAt: NOW });
  await store.succeed('x', NOW, candidate('m-1'));
  await files.save('m-1', Uint8Array.of(1));
  await ensure();
  expect(events('retrain.started')).toEqual([]);
});

test('with a model that can be used, a run that a stop set aside is taken up all the same, once', async () => {
  const { ensure, store, files, events } = await setup(async () => {
    throw new Error('no candles');
  });
  await store.begin({ runId: 'x', trigger: '', startedAt: NOW });
  await store.succeed('x', NOW, candidate('m-1'));
  await files.save('m-1', Uint8Array.of(1));
  await store.begin({ runId: 'y', trigger: 'request', startedAt: NOW });
  await store.setAside('y', NOW);
  await ensure();
  expect(events('retrain.started')).toEqual([{ run_id: 'y', trigger: 'request' }]);
});

test('a current model whose file is gone is trained anew', async () => {
  const { ensure, store, events } = await setup(async () => candidate('m-2'));
  await store.begin({ runId: 'x', trigger: '', startedAt: NOW });
  await store.succeed('x', NOW, candidate('m-1'));
  await ensure();
  expect(events('retrain.started')).toHaveLength(1);
  expect((await store.current())?.card.version).toBe('m-2');
});

test('no run is wasted while the source of history does not answer', async () => {
  const { ensure, pauses, events } = await setup(async () => candidate('m-1'), [false, false, true]);
  await ensure();
  expect(pauses).toEqual([2000, 2000]);
  expect(events('retrain.failed')).toEqual([]);
});

test('after a failure it is tried again, with growing pauses', async () => {
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

test('a run that somebody else started counts', async () => {
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
