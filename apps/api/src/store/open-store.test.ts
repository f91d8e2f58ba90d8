import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SharedDatabase } from '@qt/nest-service';
import { recordingLog } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../config.ts';
import { openStore } from './open-store.ts';

test('an API with state in SQLite does not begin anew in PostgreSQL', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qt-open-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const open = (shared: SharedDatabase | null) =>
    openStore(readConfig({ QT_DATA_DIR: folder }), shared, () => 0, recordingLog().log);
  await (await open(null)).close();
  await expect(open({ url: 'postgres://db.invalid/qt', term: 1 })).rejects.toThrow(
    /^QT_DATABASE_URL: expected one place of state: unset, or a QT_DATA_DIR without .*api.sqlite, actual PostgreSQL and SQLite$/,
  );
});
