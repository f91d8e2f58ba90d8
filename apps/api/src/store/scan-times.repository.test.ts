import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from './database.ts';
import { sqliteScanTimes } from './scan-times.repository.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'qt-scan-times-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a profile that was never scanned has the time of the first start, after any number of restarts', async () => {
  for (const startedAt of [1000, 2000, 3000]) {
    const database = openStore(directory);
    expect([...(await sqliteScanTimes(database, ['balanced'], startedAt).read())]).toEqual([['balanced', 1000]]);
    database.close();
  }
});

test('the last scan of each profile is known after a restart', async () => {
  const first = openStore(directory);
  await sqliteScanTimes(first, ['balanced', 'aggressive'], 1000).scanned('balanced', 61_000);
  first.close();
  const second = openStore(directory);
  expect([...(await sqliteScanTimes(second, ['balanced', 'aggressive'], 90_000).read())]).toEqual([
    ['balanced', 61_000],
    ['aggressive', 1000],
  ]);
  second.close();
});
