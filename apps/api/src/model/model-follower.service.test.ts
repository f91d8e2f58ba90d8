import type { ListedModel } from '@qt/contracts';
import { beforeEach, expect, test } from 'vitest';
import { fake } from '../fake.fixture.ts';
import { CurrentModel } from './current-model.ts';
import { listed, SteadyModel } from './model.fixture.ts';
import type { ModelMetrics } from './model.metrics.ts';
import type { ModelCopy, ModelCopyRepository } from './model-copy.repository.ts';
import { ModelFollowerService } from './model-follower.service.ts';
import type { RetrainWorkerGateway } from './retrain-worker.gateway.ts';

/** A retrain worker and a disk that can be made to fail. The content of a model's file is its version. */
class World {
  promoted: ListedModel | null = null;
  files = new Map<string, string>();
  workerDown: string | null = null;
  diskFull = false;
  saved: ModelCopy | null = null;
  readonly downloads: string[] = [];
  readonly promotions: string[] = [];
  readonly logged: string[] = [];
  readonly opened: SteadyModel[] = [];
  readonly current = new CurrentModel();

  promote(version: string): void {
    this.promoted = listed(version);
    this.files.set(version, version);
  }

  readonly follower = new ModelFollowerService(
    fake<RetrainWorkerGateway>({
      current: async () => {
        if (this.workerDown !== null) throw new Error(this.workerDown);
        return this.promoted;
      },
      artifact: async (version) => {
        this.downloads.push(version);
        return Buffer.from(this.files.get(version) ?? '');
      },
    }),
    fake<ModelCopyRepository>({
      load: async () => this.saved,
      save: async (copy) => {
        if (this.diskFull) throw new Error('ENOSPC: no space left on device');
        this.saved = copy;
      },
    }),
    this.current,
    fake<ModelMetrics>({ promoted: (version) => void this.promotions.push(version) }),
    async (artifact) => {
      const text = Buffer.from(artifact).toString();
      if (text === 'damaged') throw new Error('model file: expected sha256:1, actual sha256:2');
      const model = new SteadyModel(text);
      this.opened.push(model);
      return model;
    },
    {
      info: (message) => this.logged.push(message),
      warn: (message) => this.logged.push(message),
    },
    () => Date.parse('2026-11-23T12:00:00Z'),
  );
}

let world: World;
beforeEach(() => {
  world = new World();
});

test('before the first promotion there is no model, and nothing is logged', async () => {
  await world.follower.follow();
  expect(world.current.card).toBeNull();
  expect(world.logged).toEqual([]);
  expect(world.follower.check()).toMatchObject({ ok: false, detail: 'no model was promoted yet' });
});

test('while there is no model, the check says why', async () => {
  world.workerDown = 'connect ECONNREFUSED';
  await world.follower.follow();
  expect(world.follower.check()).toMatchObject({ ok: false, detail: 'connect ECONNREFUSED' });
  world.workerDown = null;
  await world.follower.follow();
  expect(world.follower.check()).toMatchObject({ ok: false, detail: 'no model was promoted yet' });
});

test('a promoted model is loaded once, and kept as a copy', async () => {
  world.promote('m-1');
  await world.follower.follow();
  await world.follower.follow();
  expect(world.current.card?.version).toBe('m-1');
  expect(world.downloads).toEqual(['m-1']);
  expect(world.promotions).toEqual(['m-1']);
  expect(world.saved?.listed.card.version).toBe('m-1');
  expect(world.follower.check()).toMatchObject({ ok: true, detail: 'm-1: the first model' });
});

test('the next promotion and the way back are loaded without a restart; the model before is closed', async () => {
  for (const version of ['m-1', 'm-2', 'm-1']) {
    world.promote(version);
    await world.follower.follow();
    expect(world.current.card?.version).toBe(version);
  }
  expect(world.promotions).toEqual(['m-1', 'm-2', 'm-1']);
  expect(world.opened.map(({ closed }) => closed)).toEqual([true, true, false]);
});

test('after a restart the copy is in use even if the retrain worker is down', async () => {
  world.saved = { listed: listed('m-1'), artifact: Buffer.from('m-1') };
  world.workerDown = 'connect ECONNREFUSED';
  await world.follower.onModuleInit();
  await world.follower.follow();
  expect(world.current.card?.version).toBe('m-1');
  expect(world.follower.check().ok).toBe(true);
});

test('a damaged copy is reported, and replaced by the model of the retrain worker', async () => {
  world.saved = { listed: listed('m-1'), artifact: Buffer.from('damaged') };
  world.promote('m-1');
  await world.follower.onModuleInit();
  expect(world.current.card).toBeNull();
  expect(world.follower.check().detail).toMatch(/expected sha256/);
  await world.follower.follow();
  expect(world.current.card?.version).toBe('m-1');
  expect(Buffer.from(world.saved.artifact).toString()).toBe('m-1');
});

test('a model that cannot be opened, or is not the requested one, leaves the current model in use', async () => {
  world.promote('m-1');
  await world.follower.follow();
  for (const file of ['damaged', 'm-other']) {
    world.promote('m-2');
    world.files.set('m-2', file);
    await world.follower.follow();
    expect(world.current.card?.version).toBe('m-1');
  }
  expect(world.promotions).toEqual(['m-1']);
  expect(world.opened.at(-1)).toMatchObject({ version: 'm-other', closed: true });
  expect(world.follower.check().ok).toBe(true);
});

test('a retrain worker that stays down is logged once, and so is its recovery', async () => {
  world.workerDown = 'connect ECONNREFUSED';
  for (let round = 0; round < 5; round += 1) await world.follower.follow();
  expect(world.logged).toEqual(['no new model can be loaded']);
  world.workerDown = null;
  await world.follower.follow();
  await world.follower.follow();
  expect(world.logged).toEqual(['no new model can be loaded', 'the retrain worker can be followed again']);
});

test('a copy that could not be saved is saved as soon as it can be, without another download', async () => {
  world.diskFull = true;
  world.promote('m-1');
  await world.follower.follow();
  expect(world.current.card?.version).toBe('m-1');
  world.diskFull = false;
  await world.follower.follow();
  expect(world.saved?.listed.card.version).toBe('m-1');
  expect(world.downloads).toEqual(['m-1']);
});
