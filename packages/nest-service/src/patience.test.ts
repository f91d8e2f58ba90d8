import { StoreUnavailable } from '@qt/sqlite';
import { describe, expect, test } from 'vitest';
import { holdPatiently, startPatiently } from './patience.ts';

const locked = () => new StoreUnavailable('locked', '/data/api/lock.db', 'by process 1');
const unwritable = () => new StoreUnavailable('unwritable', '/data/api/api.sqlite', 'disk full');

/** Throws these, one at each call, then returns. */
function failing(...errors: readonly Error[]) {
  const left = [...errors];
  return () => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return 'done';
  };
}

describe('a folder', () => {
  test('that another process holds for four seconds of a restart is held after them', () => {
    const waited: number[] = [];
    holdPatiently(failing(locked(), locked(), locked(), locked()), (_, ms) => void waited.push(ms));
    expect(waited).toEqual([500, 1000, 2000, 4000]);
  });

  test('that another process goes on holding is refused with its name', () => {
    const waited: number[] = [];
    const hold = failing(...Array.from({ length: 9 }, locked));
    expect(() => holdPatiently(hold, (_, ms) => void waited.push(ms))).toThrow('locked (by process 1)');
    expect(waited).toHaveLength(4);
  });

  test('that is unwritable is tried for as long as it is', () => {
    const waited: number[] = [];
    holdPatiently(failing(...Array.from({ length: 20 }, unwritable)), (_, ms) => void waited.push(ms));
    expect(waited).toHaveLength(20);
    expect(Math.max(...waited)).toBe(30_000);
  });
});

describe('a start', () => {
  const start = (...errors: readonly Error[]) => {
    const once = failing(...errors);
    const told: string[] = [];
    const started = startPatiently(
      async () => once(),
      async (error, ms) => void told.push(`${error.message} ${ms}`),
    );
    return { started, told };
  };

  test('is repeated while its store is locked or full, however long, with growing pauses', async () => {
    const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
    const { started, told } = start(...Array.from({ length: 12 }, locked), full);
    expect(await started).toBe('done');
    expect(told).toHaveLength(13);
    expect(told.at(-1)).toBe('database or disk is full 30000');
  });

  test('is repeated while a database server cannot be reached, of whichever engine', async () => {
    const away = Object.assign(new Error('unreachable'), { mayPass: true });
    const { started, told } = start(away, away);
    expect(await started).toBe('done');
    expect(told).toEqual(['unreachable 500', 'unreachable 1000']);
  });

  test.each([
    ['refused by a database server', Object.assign(new Error('no right'), { mayPass: false })],
    ['damaged', new StoreUnavailable('damaged', '/data/api/api.sqlite', 'a page')],
    ['newer', new StoreUnavailable('newer', '/data/api/api.sqlite', 'schema 9')],
    ['no fault of the store', new TypeError('undefined is not a function')],
  ])('is not repeated where the fault stays: %s', async (_, error) => {
    const { started, told } = start(error);
    await expect(started).rejects.toBe(error);
    expect(told).toEqual([]);
  });
});
