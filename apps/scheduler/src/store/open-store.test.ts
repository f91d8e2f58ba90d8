import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordingLog } from '@qt/telemetry/testing';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../config.ts';
import { SchedulerSettings } from '../scheduler-settings.ts';
import { openStore } from './open-store.ts';

test('a scheduler with state in SQLite does not begin anew in PostgreSQL', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qt-open-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const open = (env: NodeJS.ProcessEnv) =>
    openStore(new SchedulerSettings(readConfig({ QT_DATA_DIR: folder, ...env })), recordingLog().log);
  const { repository, claims } = await open({});
  expect(claims).toBeNull();
  await repository.close();
  await expect(open({ QT_DATABASE_URL: 'postgres://db.invalid/qt' })).rejects.toThrow(
    /^QT_DATABASE_URL: expected one place of state: unset, or a QT_DATA_DIR without .*scheduler.db, actual PostgreSQL and SQLite$/,
  );
});
