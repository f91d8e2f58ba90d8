import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BoundedOutput } from './bounded-output.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A reader or a disk with room for so many bytes; without room it fails as the system does. */
function setUp(room: number, { capacity = 1000, code = 'EAGAIN' } = {}) {
  const state = { room, written: '', code, losses: [] as string[] };
  const output = new BoundedOutput((bytes, from) => {
    if (state.room === 0) throw Object.assign(new Error(state.code), { code: state.code });
    const taken = bytes.subarray(from, from + state.room);
    state.room -= taken.length;
    state.written += Buffer.from(taken).toString();
    return taken.length;
  }, capacity);
  output.onLoss({
    lost: (lines) => void state.losses.push(`lost ${lines}`),
    ended: (lines) => void state.losses.push(`ended ${lines}`),
  });
  return { output, state, say: (lines: string) => output.write(Buffer.from(lines)) };
}

test('a line is written before the call returns', () => {
  const { state, say } = setUp(100);
  say('a\n');
  expect(state.written).toBe('a\n');
});

test.each(['EAGAIN', 'ENOSPC'])('lines that %s tears are continued where they stopped, in their order', (code) => {
  const { state, say } = setUp(12, { code });
  for (const line of ['{"a":1}\n', '{"b":2}\n', '{"c":3}\n']) say(line);
  expect(state.written).toBe('{"a":1}\n{"b"');
  state.room = 100;
  say('{"d":4}\n');
  vi.advanceTimersByTime(20);
  expect(state.written).toBe('{"a":1}\n{"b":2}\n{"c":3}\n{"d":4}\n');
  say('{"e":5}\n');
  expect(state.written.endsWith('{"d":4}\n{"e":5}\n')).toBe(true);
  expect(state.losses).toEqual([]);
});

test('beyond the capacity lines are dropped and counted, and the end of it is reported once', () => {
  const { state, say } = setUp(0, { capacity: 8 });
  say('a\nb\nc\nd\n');
  say('e\n');
  say('f\ng\n');
  expect(state.losses).toEqual(['lost 1', 'lost 2']);
  vi.advanceTimersByTime(200);
  state.room = 100;
  vi.advanceTimersByTime(20);
  expect(state.written).toBe('a\nb\nc\nd\n');
  expect(state.losses).toEqual(['lost 1', 'lost 2', 'ended 3']);
  say('h\n');
  vi.advanceTimersByTime(100);
  expect(state.written).toBe('a\nb\nc\nd\nh\n');
  expect(state.losses).toHaveLength(3);
});

test('the end of the process writes what waits', () => {
  const { output, state, say } = setUp(0);
  say('a\n');
  state.room = 100;
  output.flush();
  expect(state.written).toBe('a\n');
});

test('the end of the process waits for a reader, but not for a disk that is full', () => {
  vi.useRealTimers();
  const tries = { EAGAIN: 0, ENOSPC: 0 };
  for (const code of ['EAGAIN', 'ENOSPC'] as const) {
    const output = new BoundedOutput(() => {
      tries[code]++;
      throw Object.assign(new Error(code), { code });
    });
    output.write(Buffer.from('a\n'));
    output.flush();
  }
  expect(tries.EAGAIN).toBeGreaterThan(10);
  expect(tries.ENOSPC).toBe(2);
});
