import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gathering } from './gathering.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const writes: string[] = [];
  let end = () => {};
  const sink = gathering(
    { write: (lines) => void writes.push(Buffer.from(lines).toString()), flush: () => {}, onLoss: () => {} },
    (flush) => {
      end = flush;
    },
  );
  return { writes, sink, soon: (line: string) => sink.writeSoon?.(() => line), end: () => end() };
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

test('lines of any length and any script leave whole and in their order', () => {
  const { writes, sink, soon } = setUp();
  const long = `${'ü€😀'.repeat(30_000)}\n`;
  const lines = Array.from({ length: 5000 }, (_, at) => (at % 1000 === 500 ? long : `line ${at} — ü\n`));
  for (const line of lines) soon(line);
  sink.write('last\n');
  expect(writes.join('')).toBe(`${lines.join('')}last\n`);
  expect(Math.max(...writes.map((text) => Buffer.byteLength(text)))).toBeLessThanOrEqual(Buffer.byteLength(long));
});
