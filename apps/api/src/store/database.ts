import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '@qt/sqlite';
import type { ApiConfig } from '../config.ts';
import { MIGRATIONS } from './migrations.ts';

/**
 * Opens `QT_DATA_DIR/api/api.sqlite`, durable on each commit: orders and positions are in it.
 *
 * @throws StoreUnavailable if it is locked, unwritable or damaged.
 */
export function openStore({ QT_DATA_DIR }: Pick<ApiConfig, 'QT_DATA_DIR'>): DatabaseSync {
  return openDatabase({
    file: join(QT_DATA_DIR, 'api', 'api.sqlite'),
    migrations: MIGRATIONS,
    synchronous: 'FULL',
  });
}
