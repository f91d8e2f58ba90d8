import { expect, test } from 'vitest';
import { ModelInUse, NoModel } from './current-model.ts';
import { SteadyModel } from './model.fixture.ts';

test('before the first model, whoever needs one is told so', async () => {
  const inUse = new ModelInUse();
  expect(inUse.card).toBeNull();
  await expect(inUse.use(async () => 'unreached')).rejects.toThrow(NoModel);
});

test('work goes on with the model that it began with, which is closed when its last user is done', async () => {
  const inUse = new ModelInUse();
  const [old, young] = [new SteadyModel('m-1'), new SteadyModel('m-2')];
  await inUse.replace(old);
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const work = gates.map(({ promise }) =>
    inUse.use(async (model) => {
      await promise;
      return [model.version, old.closed];
    }),
  );

  await inUse.replace(young);
  expect(inUse.card?.version).toBe('m-2');
  gates[0]?.resolve();
  expect(await work[0]).toEqual(['m-1', false]);
  expect(old.closed).toBe(false);
  gates[1]?.resolve();
  expect(await work[1]).toEqual(['m-1', false]);
  expect(old.closed).toBe(true);
  expect(await inUse.use(async (model) => model.version)).toBe('m-2');
  expect(young.closed).toBe(false);
});

test('a model that nobody uses is closed as soon as it is replaced', async () => {
  const inUse = new ModelInUse();
  const old = new SteadyModel('m-1');
  await inUse.replace(old);
  await expect(inUse.use(() => Promise.reject(new Error('work failed')))).rejects.toThrow('work failed');
  expect(old.closed).toBe(false);
  await inUse.close();
  expect(old.closed).toBe(true);
  expect(inUse.card).toBeNull();
});
