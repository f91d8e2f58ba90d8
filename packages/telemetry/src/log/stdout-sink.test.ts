import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { turnwise } from './stdout-sink.ts';

function setUp() {
  const writes: string[] = [];
  let end = () => {};
  const sink = turnwise(
    (lines) => void writes.push(lines),
    (flush) => {
      end = flush;
    },
  );
  return { writes, sink, soon: (line: string) => sink.writeSoon?.(line), end: () => end() };
}

test('lines that may wait leave together when the turn ends', async () => {
  const { writes, soon } = setUp();
  soon('a\n');
  soon('b\n');
  expect(writes).toEqual([]);
  await turn();
  expect(writes).toEqual(['a\nb\n']);
  soon('c\n');
  await turn();
  expect(writes).toEqual(['a\nb\n', 'c\n']);
});

test('a line that may not wait is written at once, after those before it', async () => {
  const { writes, sink, soon } = setUp();
  soon('a\n');
  sink.write('b\n');
  expect(writes).toEqual(['a\nb\n']);
  await turn();
  expect(writes).toEqual(['a\nb\n']);
});

test('the end of the process loses none', () => {
  const { writes, soon, end } = setUp();
  soon('a\n');
  end();
  expect(writes).toEqual(['a\n']);
});
