import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { evidenceOf, readRuns } from './evidence.ts';

const FILE = 'packages/a/src/a.test.ts';
const TEXT = "describe('an order', () => test('at the limit', () => {}))";
const AT = '2026-01-01T00:00:00.000Z';
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'qt-evidence-'));
  mkdirSync(join(root, 'packages/a/src'), { recursive: true });
  mkdirSync(join(root, 'packages/a/.evidence'));
  writeFileSync(join(root, FILE), TEXT);
});
afterEach(() => rmSync(root, { recursive: true }));

function ran(...tests: { test: string; state: string }[]) {
  const sha256 = createHash('sha256').update(TEXT).digest('hex');
  writeFileSync(join(root, 'packages/a/.evidence/unit.json'), JSON.stringify({ [FILE]: { at: AT, sha256, tests } }));
}
const evidence = () => evidenceOf({ file: FILE, test: 'an order > at the limit' }, readRuns(root), root);

test('every test whose name begins as the proof says has passed', () => {
  ran(
    { test: 'an order > at the limit: allowed', state: 'passed' },
    { test: 'an order > at the limit: denied', state: 'passed' },
    { test: 'a cancel', state: 'failed' },
  );
  expect(evidence()).toEqual({ passed: true, at: AT, tests: 2 });
});

test('a run of the file as it was before proves nothing', () => {
  ran({ test: 'an order > at the limit', state: 'passed' });
  writeFileSync(join(root, FILE), `${TEXT}\n`);
  expect(evidence()).toEqual({ passed: false, why: 'changed since its last run' });
});

test('no run, no such test, and a test that was skipped or has failed prove nothing', () => {
  expect(evidence()).toEqual({ passed: false, why: 'not run on this checkout' });
  ran({ test: 'a cancel', state: 'passed' });
  expect(evidence()).toEqual({ passed: false, why: 'no such test' });
  for (const state of ['skipped', 'failed']) {
    ran({ test: 'an order > at the limit: allowed', state: 'passed' }, { test: 'an order > at the limit', state });
    expect(evidence()).toEqual({ passed: false, why: `an order > at the limit: ${state}` });
  }
});
