import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gathering } from './stdout-sink.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const writes: string[] = [];
  let end = () => {};
  const sink = gathering(
    (lines) => void writes.push(lines),
    (flush) => {
      end = flush;
    },
  );
  return { writes, sink, soon: (line: string) => sink.writeSoon?.(line), end: () => end() };
}

test('lines that may wait leave together a moment later', () => {
  const { writes, soon } = setUp();
  soon('a\n');
  soon('b\n');
  expect(writes).toEqual([]);
  vi.advanceTimersByTime(5);
  expect(writes).toEqual(['a\nb\n']);
  soon('c\n');
  vi.advanceTimersByTime(5);
  expect(writes).toEqual(['a\nb\n', 'c\n']);
});

test('a line that may not wait is written at once, after those before it', () => {
  const { writes, sink, soon } = setUp();
  soon('a\n');
  sink.write('b\n');
  expect(writes).toEqual(['a\nb\n']);
  vi.advanceTimersByTime(5);
  expect(writes).toEqual(['a\nb\n']);
});

test('the end of the process loses none', () => {
  const { writes, soon, end } = setUp();
  soon('a\n');
  end();
  expect(writes).toEqual(['a\n']);
});
