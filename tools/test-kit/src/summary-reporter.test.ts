import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const reporter = join(import.meta.dirname, 'summary-reporter.ts');
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'qt-summary-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Runs vitest on one file with these tests. */
function run(tests: string, env: NodeJS.ProcessEnv = {}, file = 'a.test.js') {
  writeFileSync(join(root, file), tests);
  const arguments_ = [vitest, 'run', '--globals', '--root', root, '--reporter', reporter];
  const { stdout, status } = spawnSync(process.execPath, arguments_, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return { lines: stdout.trim().split('\n'), status };
}

test('a failed test is named with the first line of its error, just above the counts', () => {
  const { lines, status } = run(`
    test('passes', () => {});
    describe('an order', () => {
      test('is filled', () => { throw new Error('no fill\\nsecond line'); });
    });
  `);
  expect(lines.slice(-2)).toEqual([
    'failed: a.test.js > an order > is filled: no fill',
    '1 passed, 1 failed, 0 skipped',
  ]);
  expect(status).toBe(1);
});

test('a file that does not load is named', () => {
  const { lines } = run(`throw new Error('does not load')`);
  expect(lines.slice(-2)).toEqual(['failed: a.test.js: does not load', '0 passed, 1 failed, 0 skipped']);
});

test('a hook that throws is named', () => {
  const { lines } = run(`
    describe('orders', () => {
      beforeAll(() => { throw new Error('no venue'); });
      test('is filled', () => {});
    });
  `);
  expect(lines.slice(-2)).toEqual(['failed: a.test.js: no venue', '0 passed, 1 failed, 1 skipped']);
});

test('a worker that a crash ends is named with its signal and the file that it ran', () => {
  const { lines, status } = run(`test('crashes', () => new Promise(() => process.kill(process.pid, 'SIGSEGV')));`);
  expect(lines.at(-2)).toMatch(/^failed: outside any test: .*: Worker exited unexpectedly .*SIGSEGV .*a\.test\.js$/);
  expect(status).toBe(1);
});

test('an error outside any test is named', () => {
  const { lines } = run(`test('passes', () => { Promise.reject(new Error('nobody waits')); });`);
  expect(lines.slice(-2)).toEqual(['failed: outside any test: nobody waits', '1 passed, 1 failed, 0 skipped']);
});

test('a skipped test fails the run under CI only', () => {
  const tests = `test.skip('b (needs promtool)', () => {}); test('passes', () => {});`;
  expect(run(tests)).toEqual({
    lines: ['skipped: a.test.js > b (needs promtool)', '1 passed, 0 failed, 1 skipped'],
    status: 0,
  });
  expect(run(tests, { CI: 'true' })).toEqual({
    lines: [
      'skipped: a.test.js > b (needs promtool)',
      'failed: a.test.js > b (needs promtool): skipped under CI',
      '1 passed, 1 failed, 1 skipped',
    ],
    status: 1,
  });
});

test('how each test of a package ended is kept there, for other files from earlier runs too', () => {
  mkdirSync(join(root, 'packages/a/src'), { recursive: true });
  writeFileSync(join(root, 'vitest.config.js'), `export default { test: { name: 'unit' } }`);
  run(`test('is filled', () => {})`, {}, 'packages/a/src/a.test.js');
  rmSync(join(root, 'packages/a/src/a.test.js'));
  run(
    `describe('an order', () => { test('fails', () => { throw 1; }); test.skip('waits', () => {}); })`,
    {},
    'packages/a/src/b.test.js',
  );
  const { 'packages/a/src/a.test.js': earlier, 'packages/a/src/b.test.js': last } = JSON.parse(
    readFileSync(join(root, 'packages/a/.evidence/unit.json'), 'utf8'),
  );
  expect(earlier.tests).toEqual([{ test: 'is filled', state: 'passed' }]);
  expect(last).toMatchObject({ at: expect.stringMatching(/^2.*Z$/), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(last.tests).toEqual([
    { test: 'an order > fails', state: 'failed' },
    { test: 'an order > waits', state: 'skipped' },
  ]);
});
