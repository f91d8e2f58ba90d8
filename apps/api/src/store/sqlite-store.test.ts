import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Profile } from '@qt/catalogue';
import { afterEach, beforeEach } from 'vitest';
import { openSqliteStore } from './sqlite-store.ts';
import { storeContract } from './store.contract.ts';
import type { Store } from './store.ts';

const ALL: Profile[] = ['conservative', 'balanced', 'aggressive'];

let folder: string;
let opened: Store[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qt-api-store-'));
  opened = [];
});
afterEach(async () => {
  for (const store of opened) await store.close();
  rmSync(folder, { recursive: true });
});

storeContract('in SQLite', async ({ now = () => 0, profiles = ALL } = {}) => {
  const config = { QT_DATA_DIR: folder, QT_EXECUTOR: 'paper', QT_PAPER_BALANCE: '1000' } as const;
  const store = openSqliteStore({ ...config, QT_PROFILES: [...profiles] }, now);
  opened.push(store);
  return store;
});
