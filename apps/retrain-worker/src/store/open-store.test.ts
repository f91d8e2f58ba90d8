import { recordingLog } from '@qt/telemetry/testing';
import { expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { RetrainSettings } from '../retrain-settings.ts';
import { testFolder } from '../test-folder.fixture.ts';
import { openStore } from './open-store.ts';

test('a worker with state in SQLite does not begin anew in PostgreSQL', async () => {
  const folder = testFolder();
  const open = (env: NodeJS.ProcessEnv) =>
    openStore(new RetrainSettings(readConfig({ QT_DATA_DIR: folder, ...env }), 1), Date.now, recordingLog().log);
  const { repository } = await open({});
  await repository.close();
  await expect(open({ QT_DATABASE_URL: 'postgres://db.invalid/qt' })).rejects.toThrow(
    /^QT_DATABASE_URL: expected one place of state: unset, or a QT_DATA_DIR without .*retrain-worker.db, actual PostgreSQL and SQLite$/,
  );
});
