import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { recorder } from '../testing/recorder.ts';
import { CountedCache, type CountedCacheOptions } from './counted-cache.ts';

interface Reading {
  readonly id: number;
  readonly at: number;
}

const FRESH = 60_000;
const STALE = 900_000;

function setup(overrides: Partial<CountedCacheOptions<Reading>> = {}) {
  const clock = { now: Date.UTC(2026, 0, 5) };
  const { instruments, log, value, events } = recorder();
  const cache = new CountedCache<Reading>({
    name: 'price',
    maxItems: 100,
    agesFrom: (reading) => reading.at,
    freshMs: FRESH,
    staleMs: STALE,
    instruments,
    log,
    now: () => clock.now,
    ...overrides,
  });
  const counted = () => ({
    hit: value('qt_cache_hits_total', { result: 'hit' }),
    miss: value('qt_cache_hits_total', { result: 'miss' }),
    fallback: value('qt_cache_fallbacks_total'),
  });
  let id = 0;
  const load = vi.fn(async (_cached: Reading | undefined): Promise<Reading> => ({ id: ++id, at: clock.now }));
  return { cache, clock, counted, load, events };
}
const down = async (): Promise<never> => {
  throw new Error('source down');
};

test('has every counter at 0 from the start', () => {
  expect(setup().counted()).toEqual({ hit: 0, miss: 0, fallback: 0 });
});

test('loads a value once and serves it for a minute', async () => {
  const { cache, clock, counted, load } = setup();
  await cache.lookup('A', load);
  clock.now += FRESH - 1;
  expect(await cache.lookup('A', load)).toEqual({
    value: { id: 1, at: expect.any(Number) },
    stale: false,
    ageMs: FRESH - 1,
  });
  expect(counted()).toEqual({ hit: 1, miss: 1, fallback: 0 });
  clock.now += 1;
  expect((await cache.lookup('A', load)).value.id).toBe(2);
  expect(counted()).toEqual({ hit: 1, miss: 2, fallback: 0 });
});

test('counts the age of a value from its observation, not its storing', async () => {
  const { cache, clock, load } = setup();
  await cache.put('A', { id: 0, at: clock.now - FRESH + 1000 });
  expect((await cache.lookup('A', load)).value.id).toBe(0);
  clock.now += 1000;
  expect((await cache.lookup('A', load)).value.id).toBe(1);
});

test('does not reload values that arrive late at once, and marks them as stale', async () => {
  const { cache, clock, counted, load } = setup({ settleMs: 10_000 });
  load.mockImplementation(async () => ({ id: 1, at: clock.now - 100_000 }));
  expect(await cache.lookup('A', load)).toMatchObject({ stale: true, ageMs: 100_000 });
  clock.now += 9999;
  expect(await cache.lookup('A', load)).toMatchObject({ stale: true, ageMs: 109_999 });
  expect(counted()).toEqual({ hit: 1, miss: 1, fallback: 0 });
  clock.now += 1;
  await cache.lookup('A', load);
  expect(load).toHaveBeenCalledTimes(2);
});

test('serves an old value if the source fails: a miss, a fallback and an event', async () => {
  const { cache, clock, counted, load, events } = setup();
  await cache.lookup('A', load, { symbol: 'BTCUSDT' });
  clock.now += STALE - 1;
  expect(await cache.lookup('A', down, { symbol: 'BTCUSDT' })).toMatchObject({
    value: { id: 1 },
    stale: true,
    ageMs: STALE - 1,
  });
  expect(counted()).toEqual({ hit: 0, miss: 2, fallback: 1 });
  expect(events('cache.fallback.activated')).toEqual([
    { cache_name: 'price', symbol: 'BTCUSDT', age_seconds: 899.999, error: 'source down' },
  ]);
});

test("fails with the source's error if the cached value is a quarter of an hour old", async () => {
  const { cache, clock, counted, load } = setup();
  await cache.lookup('A', load);
  clock.now += STALE;
  await expect(cache.lookup('A', down)).rejects.toThrow('source down');
  expect(counted()).toEqual({ hit: 0, miss: 2, fallback: 0 });
});

test('a fallback does not extend the life of its value', async () => {
  const { cache, clock, load } = setup();
  await cache.lookup('A', load);
  for (let minute = 1; minute < 15; minute += 1) {
    clock.now += 60_000;
    expect((await cache.lookup('A', down)).value.id).toBe(1);
  }
  clock.now += 60_000;
  await expect(cache.lookup('A', down)).rejects.toThrow('source down');
});

test('does not fall back on an error of the caller', async () => {
  const { cache, clock, load } = setup({ fallsBackOn: (error) => !(error instanceof RangeError) });
  await cache.lookup('A', load);
  clock.now += FRESH;
  const caller = () => Promise.reject(new RangeError('limit'));
  await expect(cache.lookup('A', caller)).rejects.toThrow('limit');
});

test('loads once for concurrent lookups, and counts each of them', async () => {
  const { cache, counted } = setup();
  let finish = (_: Reading) => {};
  const load = vi.fn(() => new Promise<Reading>((resolve) => (finish = resolve)));
  const lookups = Array.from({ length: 50 }, () => cache.lookup('A', load));
  await vi.waitFor(() => expect(counted().miss).toBe(50));
  finish({ id: 7, at: 0 });
  expect(new Set((await Promise.all(lookups)).map(({ value }) => value.id))).toEqual(new Set([7]));
  expect(load).toHaveBeenCalledOnce();
});

test('calls a failing source once for concurrent lookups', async () => {
  const { cache, counted } = setup();
  const load = vi.fn(down);
  const lookups = await Promise.allSettled(Array.from({ length: 50 }, () => cache.lookup('A', load)));
  expect(new Set(lookups.map(({ status }) => status))).toEqual(new Set(['rejected']));
  expect(load).toHaveBeenCalledOnce();
  expect(counted().miss).toBe(50);
});

test('counts no lookup for a refresh or a put', async () => {
  const { cache, counted, load } = setup();
  await cache.refresh('A', load);
  await cache.put('B', { id: 9, at: 0 });
  expect(counted()).toEqual({ hit: 0, miss: 0, fallback: 0 });
});

test('refreshes a value that is still fresh', async () => {
  const { cache, load } = setup();
  await cache.lookup('A', load);
  await cache.refresh('A', load);
  expect((await cache.lookup('A', load)).value.id).toBe(2);
});

test('passes the cached value to the load', async () => {
  const { cache, load } = setup();
  const first = await cache.refresh('A', load);
  await cache.refresh('A', load);
  expect(load.mock.calls).toEqual([[undefined], [first]]);
});

test('falls back on a value that a refresh stored while the source was failing', async () => {
  const { cache, clock, load } = setup();
  await cache.lookup('A', load);
  clock.now += FRESH;
  let fail = (_: Error) => {};
  const slow = vi.fn(() => new Promise<never>((_, reject) => (fail = reject)));
  const lookup = cache.lookup('A', slow);
  await vi.waitFor(() => expect(slow).toHaveBeenCalled());
  await cache.put('A', { id: 99, at: clock.now });
  fail(new Error('slow and then down'));
  expect(await lookup).toMatchObject({ value: { id: 99 }, stale: false });
});

test('drops entries beyond its limit', async () => {
  const { cache, counted, load } = setup({ maxItems: 3 });
  for (const key of ['A', 'B', 'C', 'D']) await cache.lookup(key, load);
  await cache.lookup('D', load);
  await cache.lookup('A', load);
  expect(counted()).toEqual({ hit: 1, miss: 5, fallback: 0 });
});

type Step = {
  readonly key: string;
  readonly wait: number;
  readonly works: boolean;
  readonly lag: number;
  readonly put: boolean;
};

test('never serves a value older than allowed, and every lookup is one hit or one miss', async () => {
  const step: fc.Arbitrary<Step> = fc.record({
    key: fc.constantFrom('A', 'B', 'C'),
    wait: fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 1_200_000 })),
    works: fc.boolean(),
    lag: fc.integer({ min: 0, max: 120_000 }),
    put: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { cache, clock, counted, events } = setup({ settleMs: 10_000 });
      let lookups = 0;
      for (const { key, wait, works, lag, put } of steps) {
        clock.now += wait;
        if (put) {
          await cache.put(key, { id: 0, at: clock.now - lag });
          continue;
        }
        lookups += 1;
        let asked = false;
        const found = await cache
          .lookup(key, async () => {
            asked = true;
            return works ? { id: 1, at: clock.now - lag } : down();
          })
          .catch(() => undefined);
        if (found === undefined) expect(asked && !works).toBe(true);
        else {
          expect(found.ageMs).toBe(clock.now - found.value.at);
          expect(found.ageMs).toBeLessThan(STALE);
          expect(found.stale).toBe(found.ageMs >= FRESH);
          if (!asked) expect(found.ageMs).toBeLessThan(FRESH + 120_000 + 10_000);
        }
      }
      const { hit = 0, miss = 0, fallback = 0 } = counted();
      expect(hit + miss).toBe(lookups);
      expect(events('cache.fallback.activated')).toHaveLength(fallback);
      expect(fallback).toBeLessThanOrEqual(miss);
    }),
    { numRuns: 200 },
  );
});

test('loads all misses in one call, and counts a lookup of each', async () => {
  const { cache, clock, counted } = setup();
  await cache.put('A', { id: 1, at: clock.now });
  const load = vi.fn(async (keys: readonly string[]) => ({
    values: new Map(keys.map((key) => [key, { id: 2, at: clock.now }])),
    failures: new Map(),
  }));
  const { values } = await cache.lookupMany(['A', 'B', 'C'], load, (symbol) => ({ symbol }));
  expect([...values].map(([key, { value }]) => [key, value.id])).toEqual([
    ['A', 1],
    ['B', 2],
    ['C', 2],
  ]);
  expect(load.mock.calls.map(([keys]) => keys)).toEqual([['B', 'C']]);
  expect(counted()).toEqual({ hit: 1, miss: 2, fallback: 0 });
});

test('serves each key of a failed batch by its own age', async () => {
  const { cache, clock, counted, events } = setup();
  await cache.put('A', { id: 1, at: clock.now - STALE });
  await cache.put('B', { id: 2, at: clock.now - FRESH });
  const { values, failures } = await cache.lookupMany(['A', 'B', 'C'], down, (symbol) => ({ symbol }));
  expect([...values]).toEqual([['B', { value: expect.objectContaining({ id: 2 }), stale: true, ageMs: FRESH }]]);
  expect([...failures].map(([key, { message }]) => [key, message])).toEqual([
    ['A', 'source down'],
    ['C', 'source down'],
  ]);
  expect(counted()).toEqual({ hit: 0, miss: 3, fallback: 1 });
  expect(events('cache.fallback.activated')).toMatchObject([{ symbol: 'B' }]);
});

test('waits for a key that another batch is loading, and loads only the rest', async () => {
  const { cache, clock } = setup();
  const gate = Promise.withResolvers<void>();
  const load = vi.fn(async (keys: readonly string[]) => {
    await gate.promise;
    return { values: new Map(keys.map((key) => [key, { id: keys.length, at: clock.now }])), failures: new Map() };
  });
  const batches = [cache.refreshMany(['A', 'B'], load), cache.refreshMany(['B', 'C'], load)];
  gate.resolve();
  const [, second] = await Promise.all(batches);
  expect(new Set(load.mock.calls.map(([keys]) => keys.join()))).toEqual(new Set(['A,B', 'C']));
  expect(second?.values.get('B')?.id).toBe(2);
});
