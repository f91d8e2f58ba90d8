import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countStart } from './service-starts.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qt-starts-'));
  file = join(folder, 'qt-api.starts');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('each start counts one more, whatever ended the one before', () => {
  expect([countStart(file), countStart(file), countStart(file)]).toEqual([1, 2, 3]);
});

test('a file that a crash or an editor left unreadable counts anew, and the service starts all the same', () => {
  writeFileSync(file, '12 apples');
  expect(countStart(file)).toBe(1);
  expect(countStart(file)).toBe(2);
});
