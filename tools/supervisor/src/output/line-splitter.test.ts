import { expect, test } from 'vitest';
import { lineSplitter } from './line-splitter.ts';

function split(...chunks: readonly Buffer[]): string[] {
  const lines: string[] = [];
  const take = lineSplitter((line) => lines.push(line));
  for (const chunk of chunks) take(chunk);
  take();
  return lines;
}

test('lines are whole however the bytes arrive, and the last one needs no line end', () => {
  const bytes = Buffer.from('first: ü\nsecond\n\nlast');
  const whole = ['first: ü', 'second', '', 'last'];
  expect(split(bytes)).toEqual(whole);
  expect(split(...[...bytes].map((byte) => Buffer.from([byte])))).toEqual(whole);
});

test('output without line ends is cut', () => {
  const lines = split(...Array.from({ length: 40 }, () => Buffer.alloc(64 * 1024, 'x')));
  expect(lines.join('')).toHaveLength(40 * 64 * 1024);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(1024 * 1024 + 64 * 1024);
});
