import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Profile } from '@qt/catalogue';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ApiConfig } from '../config.ts';
import { fake } from '../fake.fixture.ts';
import { openStore } from './database.ts';
import { ScanTimesRepository } from './scan-times.repository.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'qt-scan-times-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Another start, at this time (Unix ms), with these profiles. */
function start(profiles: Profile[], startedAt: number) {
  const config = fake<ApiConfig>({ QT_DATA_DIR: directory, QT_PROFILES: profiles });
  const database = openStore(config);
  return { database, times: new ScanTimesRepository(database, config, () => startedAt) };
}

test('a profile that was never scanned has the time of the first start, after any number of restarts', async () => {
  for (const startedAt of [1000, 2000, 3000]) {
    const { database, times } = start(['balanced'], startedAt);
    expect([...(await times.read())]).toEqual([['balanced', 1000]]);
    database.close();
  }
});

test('the last scan of each profile is known after a restart', async () => {
  const first = start(['balanced', 'aggressive'], 1000);
  await first.times.save('balanced', 61_000);
  first.database.close();
  const second = start(['balanced', 'aggressive'], 90_000);
  expect([...(await second.times.read())]).toEqual([
    ['balanced', 61_000],
    ['aggressive', 1000],
  ]);
  expect([...(await second.times.lastScans())]).toEqual([['balanced', 61_000]]);
  second.database.close();
});
