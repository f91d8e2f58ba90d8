import { PROFILES } from '@qt/catalogue';
import type { ListedModel } from '@qt/contracts';
import { recordingLog } from '@qt/telemetry/testing';
import { beforeEach, expect, test } from 'vitest';
import { limits } from '../domain/check-order.fixture.ts';
import { ClockWatch } from '../domain/clock-watch.ts';
import { ObservedFacts } from '../domain/observed-facts.ts';
import { SETTINGS } from '../risk/risk-engine.fixture.ts';
import type { GuardRepository } from '../store/guard.repository.ts';
import { KnownModelsService } from './known-models.service.ts';
import type { ModelRegistry } from './model-registry.ts';

const TRAINED = Date.UTC(2026, 0, 1);
const listed = (version: string, scoredAt: number | null = null) =>
  ({
    scored_at: scoredAt === null ? null : new Date(scoredAt).toISOString(),
    card: { version, trained_at: new Date(TRAINED).toISOString(), profiles: PROFILES.map((profile) => ({ profile })) },
    state: 'current',
  }) as unknown as ListedModel;

let registry: { current: string | null; models: ListedModel[]; down: boolean; held?: boolean; asked: string[] };
let facts: ObservedFacts;
let log: ReturnType<typeof recordingLog>;
let service: KnownModelsService;
let start: () => Promise<void>;
let stored: Awaited<ReturnType<GuardRepository['models']>>;
/** The guard's store, of which a restart finds what it holds. */
const store: Pick<GuardRepository, 'models' | 'saveModels'> = {
  models: async () => stored,
  saveModels: async (models, asOf) => {
    stored = { models, asOf };
  },
};
const clock = { now: TRAINED };

beforeEach(async () => {
  registry = { current: 'm-1', models: [listed('m-1')], down: false, asked: [] };
  facts = new ObservedFacts(new ClockWatch(Date.now, Date.now));
  log = recordingLog();
  const answer = async <T>(what: string, body: T) => {
    registry.asked.push(what);
    if (registry.down) throw new Error('connect ECONNREFUSED');
    if (registry.held) await new Promise(() => undefined);
    return body;
  };
  const port: Pick<ModelRegistry, 'current' | 'promoted'> = {
    current: () => answer('current', registry.models.find(({ card }) => card.version === registry.current) ?? null),
    promoted: () => answer('models', registry.models),
  };
  const settings = { ...SETTINGS, databaseFile: '', killSwitch: false, limits: limits() };
  start = () => {
    facts = new ObservedFacts(new ClockWatch(Date.now, Date.now));
    service = new KnownModelsService(port as ModelRegistry, facts, settings, store as never, log.log, () => clock.now);
    return service.onModuleInit();
  };
  stored = null;
  await start();
});

test('a model expires so long after its training, and its cards are read once', async () => {
  await service.refresh();
  await service.refresh();
  expect(facts.models.all()).toEqual([{ version: 'm-1', profiles: PROFILES, expiresAt: TRAINED + 48 * 3_600_000 }]);
  expect(registry.asked).toEqual(['current', 'models', 'current']);
});

test('a model that proved itself on new minutes expires so long after that', async () => {
  await service.refresh();
  const HOUR_MS = 3_600_000;
  registry.models = [listed('m-1', TRAINED + HOUR_MS)];
  await service.refresh();
  expect(facts.models.all()).toMatchObject([{ version: 'm-1', expiresAt: TRAINED + 49 * HOUR_MS }]);
});

test('a model that was promoted since is known with the next round', async () => {
  await service.refresh();
  registry = { ...registry, current: 'm-2', models: [listed('m-2'), listed('m-1')], asked: [] };
  await service.refresh();
  expect(facts.models.all()?.map(({ version }) => version)).toEqual(['m-2', 'm-1']);
});

test('an order by a model that was promoted just now is not taken for a lie', async () => {
  await service.refresh();
  registry = { ...registry, current: 'm-2', models: [listed('m-2'), listed('m-1')], asked: [] };
  await Promise.all([service.lookUp('m-2'), service.lookUp('m-2'), service.lookUp('m-1')]);
  expect(facts.models.all()?.map(({ version }) => version)).toEqual(['m-2', 'm-1']);
  expect(registry.asked).toEqual(['current', 'models']);
});

test('orders by a model that the registry does not have ask it once a second, not each', async () => {
  await service.refresh();
  registry.asked = [];
  for (const later of [0, 999, 1]) {
    clock.now += later;
    await service.lookUp('m-unknown');
  }
  expect(registry.asked).toEqual(['current', 'current']);
});

test('an order does not wait for a registry that holds its answer back', async () => {
  await service.refresh();
  clock.now += 10_000;
  registry.held = true;
  await service.lookUp('m-2');
  expect(facts.models.all()).toHaveLength(1);
});

test('what is known stays known while the worker is away, and the log says so once', async () => {
  await service.refresh();
  registry.down = true;
  await service.refresh();
  await service.refresh();
  expect(facts.models.all()).toHaveLength(1);
  registry.down = false;
  await service.refresh();
  expect(log.lines.map(({ message }) => message)).toEqual([
    'the model registry does not answer: connect ECONNREFUSED',
    'the model registry answers again',
  ]);
});

test('before the first answer nothing is known; before the first model, that there is none', async () => {
  registry.down = true;
  await service.refresh();
  expect(facts.models.all()).toBeNull();
  registry = { ...registry, down: false, current: null, models: [] };
  await service.refresh();
  expect(facts.models.all()).toEqual([]);
});

test('what is known outlasts a restart while the worker is away, with its age, and each model still expires', async () => {
  await service.refresh();
  registry.down = true;
  clock.now += 3_600_000;
  await start();
  await service.refresh();
  expect(facts.models.all()).toEqual([{ version: 'm-1', profiles: PROFILES, expiresAt: TRAINED + 48 * 3_600_000 }]);
  expect(facts.models.asOf()).toBe(clock.now - 3_600_000);
  registry.down = false;
  await service.refresh();
  expect(facts.models.asOf()).toBe(clock.now);
});

test('a store that takes no models leaves them known until the next restart', async () => {
  const full = store.saveModels;
  store.saveModels = async () => {
    throw new Error('the disk is full');
  };
  await service.refresh();
  store.saveModels = full;
  expect(facts.models.all()).toHaveLength(1);
  expect(log.lines.map(({ message }) => message)).toEqual(['the known models could not be stored']);
  await start();
  expect(facts.models.all()).toBeNull();
});
