import { expect, test } from 'vitest';
import { isDeeperThan } from './json-body.ts';

test.each([
  ['[[]]', false],
  ['[[[]]]', true],
  ['{"a":{"b":{}}}', true],
  ['[][][][]', false],
  ['["[[[["]', false],
  ['["\\"[[[["]', false],
  ['["\\\\",[[', true],
  ['[[[', true],
])('%s is deeper than two levels: %j', (text, deeper) => {
  expect(isDeeperThan(2, text)).toBe(deeper);
});
