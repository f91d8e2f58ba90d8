import { expect, test } from 'vitest';
import { MODEL } from './check-order.fixture.ts';
import { KnownModels } from './known-models.ts';

test('models stay known as of the last answer of the registry, whether it brought others or not', () => {
  const models = new KnownModels();
  expect([models.all(), models.asOf()]).toEqual([null, null]);
  models.replace([MODEL], 1);
  expect([models.all(), models.asOf()]).toEqual([[MODEL], 1]);
  models.confirm(2);
  expect([models.all(), models.asOf()]).toEqual([[MODEL], 2]);
});
