import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { SectionName, Sections } from '@qt/contracts';
import type { ServiceDescription } from '@qt/nest-service';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fake } from '../../fake.fixture.ts';
import type { PageService } from '../../page/page.service.ts';
import { ConsoleHub } from './console-hub.ts';
import type { SectionSource } from './section-source.ts';

const STARTED = 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A source whose section is a number for the eye. */
function source(name: SectionName) {
  const state = { value: 0, looks: 0 };
  const section = () => fake<Sections[SectionName]>({ value: state.value } as never);
  return {
    state,
    source: {
      name,
      everyMs: 1000,
      gather: async () => {
        state.looks += 1;
        return section();
      },
    } satisfies SectionSource,
  };
}

function setUp() {
  const now = source('now');
  const money = source('money');
  const errors: unknown[] = [];
  const hub = new ConsoleHub(
    [now.source, money.source],
    fake<ServiceDescription>({ version: '1', startedAt: STARTED }),
    { error: (...line) => void errors.push(line) },
    () => Date.now(),
    fake<PageService>({ build: 'a-build' }),
  );
  return { hub, now: now.state, money: money.state, errors };
}

/** What has arrived since the last look but heartbeats: `[name, value, id]`. */
function arrived(stream: Readable): unknown[] {
  const text: string = stream.read()?.toString() ?? '';
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('id: '))
    .map((event) => {
      const [, id, name, data] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(event) ?? [];
      return [name, JSON.parse(data ?? '').section.value, id];
    });
}

const second = () => vi.advanceTimersByTimeAsync(1000);

test('a console gets every section whole, then those that change', async () => {
  const { hub, money } = setUp();
  const stream = hub.open(undefined);
  await second();
  expect(arrived(stream)).toEqual([
    ['now', 0, '1000-1'],
    ['money', 0, '1000-2'],
  ]);
  await second();
  expect(arrived(stream)).toEqual([]);
  money.value = 7;
  await second();
  expect(arrived(stream)).toEqual([['money', 7, '1000-3']]);
  await hub.onModuleDestroy();
});

test('any number of consoles cost one look, and none costs none', async () => {
  const { hub, now } = setUp();
  const streams = Array.from({ length: 20 }, () => hub.open(undefined));
  await second();
  const looks = now.looks;
  await second();
  expect(now.looks).toBe(looks + 1);
  for (const stream of streams) {
    expect(arrived(stream)).toHaveLength(2);
    stream.destroy();
  }
  await second();
  const last = now.looks;
  await second();
  await second();
  expect(now.looks).toBe(last);
});

test('a console that comes back resumes; with an id of another start of the API it begins anew', async () => {
  const { hub, money } = setUp();
  const first = hub.open(undefined);
  await second();
  money.value = 1;
  await second();
  const resumed = hub.open('1000-2');
  expect(arrived(resumed)).toEqual([['money', 1, '1000-3']]);
  for (const id of ['999-2', '1000-99', 'nonsense', '']) {
    const anew = hub.open(id);
    expect(arrived(anew)).toHaveLength(2);
  }
  first.destroy();
  await hub.onModuleDestroy();
});

test('a heartbeat comes each second, with the time of the last snapshot', async () => {
  const { hub } = setUp();
  const stream = hub.open(undefined);
  const beats = () =>
    String(stream.read() ?? '')
      .split('\n\n')
      .filter((event) => event.startsWith('event: heartbeat'))
      .map((event) => JSON.parse(event.split('data: ')[1] ?? '').snapshot_at);
  expect(beats()).toEqual([null]);
  await second();
  await second();
  expect(beats().filter((at) => at !== null).length).toBeGreaterThanOrEqual(1);
  await hub.onModuleDestroy();
});

test('a console that reads nothing is let go', async () => {
  const { hub, money } = setUp();
  const stream = hub.open(undefined);
  await second();
  for (let one = 0; one < 3 && !stream.destroyed; one++) {
    money.value = 'x'.repeat(600_000).concat(String(one)) as never;
    await second();
  }
  expect(stream.destroyed).toBe(true);
});

test('a source that fails is logged, and the others go on', async () => {
  const { hub, errors } = setUp();
  const broken = new ConsoleHub(
    [{ name: 'now', everyMs: 1000, gather: () => Promise.reject(new Error('broken')) }, source('money').source],
    fake<ServiceDescription>({ version: '1', startedAt: STARTED }),
    { error: (...line) => void errors.push(line) },
    () => Date.now(),
    fake<PageService>({ build: 'a-build' }),
  );
  const stream = broken.open(undefined);
  await second();
  expect(errors.length).toBeGreaterThanOrEqual(1);
  expect(arrived(stream)).toEqual([]);
  await broken.onModuleDestroy();
  await hub.onModuleDestroy();
});

test('a stop of the API ends the streams', async () => {
  const { hub } = setUp();
  const stream = hub.open(undefined);
  stream.resume();
  const ended = once(stream, 'end');
  await hub.onModuleDestroy();
  await ended;
});
