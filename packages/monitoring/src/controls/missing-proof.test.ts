import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { missingProof } from './missing-proof.ts';

let root: string;
const missing = (title: string) => missingProof({ file: 'a.test.ts', test: title }, root);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'qt-controls-'));
  writeFileSync(join(root, 'a.test.ts'), "describe('an order', () => test('the limit: ' + reason)); // position_limit");
});
afterEach(() => rmSync(root, { recursive: true }));

test.each(['an order >', 'an order > the limit', 'an order > the limit: position_limit'])('%s is there', (title) => {
  expect(missing(title)).toBeUndefined();
});

test.each([
  ['an order > another limit: position_limit', 'another limit'],
  ['an order > the limit: cash_limit', 'cash_limit'],
  ['a cancel >', 'a cancel'],
])('%s is not', (title, absent) => {
  expect(missing(title)).toBe(`a.test.ts: expected a test '${title}', actual none with '${absent}'`);
});

test('a file that is gone is named', () => {
  const proof = { file: 'b.test.ts', test: 'an order >' };
  expect(missingProof(proof, root)).toBe('b.test.ts: expected a file with tests, actual none');
});
