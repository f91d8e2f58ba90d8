import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BadUsage } from './bad-usage.ts';
import { AlreadyRunning, holdDataDir } from './instance.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qt-instance-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a data folder that is a file is named', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  expect(() => holdDataDir(file, 0)).toThrow(BadUsage);
  expect(() => holdDataDir(file, 0)).toThrow(`QT_DATA_DIR: expected a folder that can be written, actual '${file}' (`);
});

// Not even root can write there.
test.skipIf(!existsSync('/sys'))('a data folder that cannot be written is named', () => {
  expect(() => holdDataDir('/sys/qt', 0)).toThrow(
    "QT_DATA_DIR: expected a folder that can be written, actual '/sys/qt' (",
  );
});

test('a data folder has one supervisor, and the second one learns its process', () => {
  holdDataDir(folder, 0);
  expect(() => holdDataDir(folder, 0)).toThrow(AlreadyRunning);
  expect(() => holdDataDir(folder, 0)).toThrow(`already running on ${folder}, pid ${process.pid} since 1970-`);
});
