import { expect, test } from 'vitest';
import { RunsStopped, RunUnderWay } from './runs.service.ts';
import { candidate, NOW, never, type RunWork, worker } from './worker.fixture.ts';

test('before the first run: counts at 0, the last success is the first start, no last failure', async () => {
  const { start } = worker();
  const { value } = await start(never);
  expect(value('qt_retrain_runs_total', { status: 'success' })).toBe(0);
  expect(value('qt_retrain_runs_total', { status: 'failure' })).toBe(0);
  expect(value('qt_retrain_last_success_timestamp_seconds')).toBe(NOW / 1000);
  expect(value('qt_retrain_last_failure_timestamp_seconds')).toBeUndefined();
});

test('a run is recorded before its work begins', async () => {
  const { start } = worker();
  const seen = Promise.withResolvers<string[]>();
  const { runs, repository } = await start(async () => {
    seen.resolve((await repository.unfinished()).map(({ runId }) => runId));
    return candidate();
  });
  const { runId } = await runs.start('request');
  expect(await seen.promise).toEqual([runId]);
});

test.each<[string, RunWork, boolean]>([
  ['succeeded', async () => candidate(), false],
  ['failed', () => Promise.reject(new Error('no candles')), false],
  ['failed without a record of it', () => Promise.reject(new Error('no candles')), true],
])('a run that %s no longer looks stuck', async (_, work, storeBroken) => {
  const { start } = worker();
  const { runs, repository, value } = await start(async (run) => {
    expect(value('qt_retrain_running_since_timestamp_seconds')).toBe(NOW / 1000);
    if (storeBroken) repository.fail = () => Promise.reject(new Error('the disk is full'));
    return work(run);
  });
  await (await runs.start('request')).ended;
  expect(value('qt_retrain_running_since_timestamp_seconds')).toBeUndefined();
});

test('a candidate that begins its shadow period is announced', async () => {
  const { start } = worker();
  const shadow = { kind: 'shadow', version: 'm-2', rival: 'm-1', endsAt: NOW + 3_600_000 } as const;
  const results = [candidate(), { ...candidate('m-2', false), shadow }];
  const { runs, events } = await start(async () => results.shift() ?? candidate());
  for (const _ of [1, 2]) await (await runs.start('request')).ended;
  expect(events('model.shadow.started')).toMatchObject([
    { model_version: 'm-2', current_version: 'm-1', until: '2026-01-01T01:00:00.000Z' },
  ]);
});

test('an interrupted run no longer looks stuck', async () => {
  const { start } = worker();
  const { runs, value } = await start(never);
  await runs.start('request');
  expect(value('qt_retrain_running_since_timestamp_seconds')).toBe(NOW / 1000);
  await runs.stop(Promise.resolve());
  expect(value('qt_retrain_running_since_timestamp_seconds')).toBeUndefined();
});

test('progress is logged and recorded in whole percent', async () => {
  const { start } = worker();
  const { runs, repository, lines } = await start(async (run) => {
    run.advance((2 / 3) * 0.15, 'fetching the history of SOLUSDT');
    return never(run);
  });
  await runs.start('request');
  await new Promise(setImmediate);
  expect(await repository.runs(1)).toMatchObject([{ progress: 0.1 }]);
  expect(lines).toContainEqual(expect.objectContaining({ fields: expect.objectContaining({ progress: 0.1 }) }));
  await runs.stop(Promise.resolve());
});

test('a success is recorded, counted, timed and logged, with its promotion', async () => {
  const { start, clock } = worker();
  const { runs, repository, events, value, observations } = await start(async ({ advance }) => {
    advance(0.25, 'a quarter');
    clock.now += 4000;
    return candidate();
  });
  const run = await runs.start('first_model');
  expect(await run.ended).toBe(true);
  expect(await repository.runs(1)).toMatchObject([
    { runId: run.runId, status: 'success', finishedAt: NOW + 4000, progress: 1, modelVersion: 'm-1', promoted: true },
  ]);
  expect(value('qt_retrain_runs_total', { status: 'success' })).toBe(1);
  expect(observations('qt_retrain_duration_seconds', { status: 'success' })).toEqual([4]);
  expect(value('qt_retrain_last_success_timestamp_seconds')).toBe((NOW + 4000) / 1000);
  expect(events('retrain.started')).toEqual([{ run_id: run.runId, trigger: 'first_model' }]);
  expect(events('retrain.succeeded')).toEqual([
    { run_id: run.runId, model_version: 'm-1', promoted: true, duration_ms: 4000, why: 'because' },
  ]);
  expect(events('model.promoted')).toEqual([{ model_version: 'm-1', previous_version: null, why: 'because' }]);
});

test('a candidate that is not promoted is a success without a promotion', async () => {
  const { start } = worker();
  const { runs, repository, events, value } = await start(async () => candidate('m-1', false));
  await (await runs.start('request')).ended;
  expect(value('qt_retrain_runs_total', { status: 'success' })).toBe(1);
  expect(value('qt_retrain_runs_total', { status: 'failure' })).toBe(0);
  expect(events('model.promoted')).toEqual([]);
  expect(await repository.models()).toMatchObject([{ state: 'candidate', why: 'because', promoted_at: null }]);
});

test('a run that throws is a failure: recorded, counted, timed and logged', async () => {
  const { start, clock } = worker();
  const { runs, repository, events, value, observations } = await start(async () => {
    clock.now += 1500;
    throw new Error('no candles');
  });
  const run = await runs.start('request');
  expect(await run.ended).toBe(false);
  expect(await repository.runs(1)).toMatchObject([{ status: 'failure', error: 'no candles', finishedAt: NOW + 1500 }]);
  expect(value('qt_retrain_runs_total', { status: 'failure' })).toBe(1);
  expect(observations('qt_retrain_duration_seconds', { status: 'failure' })).toEqual([1.5]);
  expect(value('qt_retrain_last_failure_timestamp_seconds')).toBe((NOW + 1500) / 1000);
  expect(events('retrain.failed')).toEqual([{ run_id: run.runId, duration_ms: 1500, error: 'no candles' }]);
});

test('one run at a time: a second one is refused, also while the first is still being recorded', async () => {
  const { start } = worker();
  const { runs } = await start(never);
  const both = await Promise.allSettled([runs.start('request'), runs.start('request')]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  await expect(runs.start('request')).rejects.toThrow(RunUnderWay);
  await runs.stop(Promise.resolve());
});

test('a crash during a run is counted at the next start, and so is a second one', async () => {
  const { start, clock } = worker();
  const stuck: RunWork = (run) => {
    run.advance(0.4, 'balanced: fold 2 of 4');
    return never(run);
  };
  let life = await start(stuck);
  for (const crash of [1, 2]) {
    await life.runs.start('request');
    clock.now += 60_000;
    await life.repository.close();

    life = await start(stuck);
    expect(life.value('qt_retrain_runs_total', { status: 'failure' })).toBe(1);
    expect(life.value('qt_retrain_last_failure_timestamp_seconds')).toBe(clock.now / 1000);
    expect(life.observations('qt_retrain_duration_seconds', { status: 'failure' })).toEqual([0]);
    expect(life.events('retrain.failed')).toMatchObject([
      { error: 'the worker ended in the middle of the run (balanced: fold 2 of 4)' },
    ]);
    expect((await life.repository.runs(10)).map(({ status }) => status)).toEqual(Array(crash).fill('failure'));
    expect(await life.repository.unfinished()).toEqual([]);
  }
});

test('past failures are not counted again after a restart, but their time is still exported', async () => {
  const { start, clock } = worker();
  const failing = await start(async () => {
    throw new Error('x');
  });
  await (await failing.runs.start('request')).ended;
  await failing.repository.close();
  clock.now += 3_600_000;
  const { value, events } = await start(never);
  expect(value('qt_retrain_runs_total', { status: 'failure' })).toBe(0);
  expect(value('qt_retrain_last_failure_timestamp_seconds')).toBe(NOW / 1000);
  expect(events('retrain.failed')).toEqual([]);
});

test('a stop lets the run finish within the grace period', async () => {
  const { start } = worker();
  const finish = Promise.withResolvers<void>();
  const { runs, value } = await start(async () => {
    await finish.promise;
    return candidate();
  });
  await runs.start('request');
  const stopped = runs.stop(new Promise(() => undefined));
  finish.resolve();
  await stopped;
  expect(value('qt_retrain_runs_total', { status: 'success' })).toBe(1);
  await expect(runs.start('request')).rejects.toThrow(RunsStopped);
});

test('a run interrupted by a stop is not a failure: the next start restarts it, and its end counts', async () => {
  const { start, clock } = worker();
  const stopped = await start(never);
  const { runId } = await stopped.runs.start('first_model');
  await stopped.runs.stop(Promise.resolve());
  expect(stopped.value('qt_retrain_runs_total', { status: 'failure' })).toBe(0);
  expect(stopped.value('qt_retrain_last_failure_timestamp_seconds')).toBeUndefined();
  expect(stopped.events('retrain.failed')).toEqual([]);
  await stopped.repository.close();

  clock.now += 60_000;
  const { runs, repository, events, value, observations } = await start(async () => {
    clock.now += 4000;
    return candidate();
  });
  expect(value('qt_retrain_runs_total', { status: 'failure' })).toBe(0);
  expect(await runs.hasInterrupted()).toBe(true);
  const run = await runs.start('request');
  expect(run.runId).toBe(runId);
  expect(await run.ended).toBe(true);
  expect(await runs.hasInterrupted()).toBe(false);
  expect(events('retrain.started')).toEqual([{ run_id: runId, trigger: 'first_model' }]);
  expect(value('qt_retrain_runs_total', { status: 'success' })).toBe(1);
  expect(observations('qt_retrain_duration_seconds', { status: 'success' })).toEqual([4]);
  expect((await repository.runs(10)).map(({ status }) => status)).toEqual(['success']);
});

test('a crash of a restarted run is a failure', async () => {
  const { start } = worker();
  const stopped = await start(never);
  await stopped.runs.start('request');
  await stopped.runs.stop(Promise.resolve());
  await stopped.repository.close();
  const crashed = await start(never);
  await crashed.runs.start('request');
  await crashed.repository.close();
  const { value, runs } = await start(never);
  expect(value('qt_retrain_runs_total', { status: 'failure' })).toBe(1);
  expect(await runs.hasInterrupted()).toBe(false);
});

test('a run that fails during the grace period is a failure', async () => {
  const { start } = worker();
  const { runs, value } = await start(async () => {
    throw new Error('no candles');
  });
  const run = await runs.start('request');
  await runs.stop(run.ended.then(() => undefined));
  expect(value('qt_retrain_runs_total', { status: 'failure' })).toBe(1);
});

test('a run interrupted by three stops is a failure, with the reason', async () => {
  const { start } = worker();
  const failures: unknown[] = [];
  for (const stop of [1, 2, 3]) {
    const { runs, repository, value } = await start(never);
    await runs.start('request');
    await runs.stop(Promise.resolve());
    failures.push(value('qt_retrain_runs_total', { status: 'failure' }));
    if (stop === 3) {
      expect(await repository.runs(10)).toMatchObject([
        { status: 'failure', error: 'stopped: the service stopped before the run finished', stops: 2 },
      ]);
    }
    await repository.close();
  }
  expect(failures).toEqual([0, 0, 1]);
});

test('a failure that could not be recorded is counted once, by the next run', async () => {
  const { start } = worker();
  const { runs, repository, value } = await start(async () => {
    throw new Error('x');
  });
  const fail = repository.fail.bind(repository);
  repository.fail = async () => {
    throw new Error('disk full');
  };
  await (await runs.start('request')).ended;
  expect(value('qt_retrain_runs_total', { status: 'failure' })).toBe(0);
  repository.fail = fail;
  await (await runs.start('request')).ended;
  expect(value('qt_retrain_runs_total', { status: 'failure' })).toBe(2);
  expect((await repository.runs(10)).map(({ status }) => status)).toEqual(['failure', 'failure']);
});
