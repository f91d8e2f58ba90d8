import { expect, test } from 'vitest';
import { CurrentModel, NoModel } from './current-model.ts';
import { SteadyModel } from './model.fixture.ts';

test('before the first model, work that needs one is rejected', async () => {
  const current = new CurrentModel();
  expect(current.card).toBeNull();
  await expect(current.use(async () => 'unreached')).rejects.toThrow(NoModel);
});

test('work keeps the model that it began with, which is closed when its last user is done', async () => {
  const current = new CurrentModel();
  const [old, young] = [new SteadyModel('m-1'), new SteadyModel('m-2')];
  await current.replace(old);
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const work = gates.map(({ promise }) =>
    current.use(async (model) => {
      await promise;
      return [model.version, old.closed];
    }),
  );

  await current.replace(young);
  expect(current.card?.version).toBe('m-2');
  gates[0]?.resolve();
  expect(await work[0]).toEqual(['m-1', false]);
  expect(old.closed).toBe(false);
  gates[1]?.resolve();
  expect(await work[1]).toEqual(['m-1', false]);
  expect(old.closed).toBe(true);
  expect(await current.use(async (model) => model.version)).toBe('m-2');
  expect(young.closed).toBe(false);
});

test('a model that nobody uses is closed as soon as it is replaced', async () => {
  const current = new CurrentModel();
  const old = new SteadyModel('m-1');
  await current.replace(old);
  await expect(current.use(() => Promise.reject(new Error('work failed')))).rejects.toThrow('work failed');
  expect(old.closed).toBe(false);
  await current.onApplicationShutdown();
  expect(old.closed).toBe(true);
  expect(current.card).toBeNull();
});
