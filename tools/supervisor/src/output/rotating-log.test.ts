import {
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RotatingLog } from './rotating-log.ts';

let folder: string;
let file: string;
let log: RotatingLog;
const losses: string[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'qt-log-'));
  file = join(folder, 'logs', 'api.jsonl');
  losses.length = 0;
});
afterEach(() => {
  log.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

function open({ maxBytes = 1000, keep = 2, capacity = 100 } = {}): RotatingLog {
  file = join(folder, 'api.jsonl');
  log = new RotatingLog({ file, maxBytes, keep, capacity });
  log.onLoss({ lost: (lines) => losses.push(`lost ${lines}`), ended: (lines) => losses.push(`ended ${lines}`) });
  return log;
}
const read = (name = 'api.jsonl') => readFileSync(join(folder, name), 'utf8');

test('files are bounded in size and number, and no line is cut', () => {
  open({ maxBytes: 20, keep: 2 });
  for (let n = 0; n < 12; n++) log.write(`{"line":${n}}`);
  expect([read('api.jsonl.2'), read('api.jsonl.1'), read()].join('')).toBe(
    Array.from({ length: 6 }, (_, n) => `{"line":${n + 6}}\n`).join(''),
  );
  expect(existsSync(join(folder, 'api.jsonl.3'))).toBe(false);
});

test('goes on where an earlier start ended, for its owner alone', () => {
  writeFileSync(join(folder, 'api.jsonl'), 'earlier\n', { mode: 0o644 });
  open().write('later');
  expect(read()).toBe('earlier\nlater\n');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a full disk drops lines beyond what may wait, and goes on by itself', () => {
  symlinkSync('/dev/full', join(folder, 'api.jsonl'));
  open();
  for (let n = 0; n < 20; n++) log.write(`line ${n}`);
  expect(losses.length).toBeGreaterThan(0);
  unlinkSync(file);
  vi.advanceTimersByTime(1100);
  log.write('after');
  expect(read().startsWith('line 0\nline 1\n')).toBe(true);
  expect(read().endsWith('\nafter\n')).toBe(true);
  expect(losses.at(-1)).toMatch(/^ended \d+$/);
});

test('a folder that is gone, or no folder any more, is waited for', () => {
  open().write('before');
  renameSync(folder, `${folder}.away`);
  writeFileSync(folder, 'a file in the way');
  vi.advanceTimersByTime(1100);
  log.write('meanwhile');
  unlinkSync(folder);
  renameSync(`${folder}.away`, folder);
  vi.advanceTimersByTime(1100);
  expect(read()).toBe('before\nmeanwhile\n');
});

test('a file that was removed is made again', () => {
  open().write('before');
  unlinkSync(file);
  vi.advanceTimersByTime(1100);
  log.write('after');
  expect(read()).toBe('after\n');
});
