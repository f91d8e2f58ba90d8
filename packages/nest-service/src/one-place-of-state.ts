import { existsSync } from 'node:fs';
import { BadEnvironment } from './environment.ts';

/**
 * Refuses a service with state in SQLite to begin anew in PostgreSQL.
 *
 * @throws BadEnvironment
 */
export function refuseSecondState(databaseFile: string): void {
  if (!existsSync(databaseFile)) return;
  const expected = `one place of state: unset, or a QT_DATA_DIR without ${databaseFile}`;
  throw new BadEnvironment([{ field: 'QT_DATABASE_URL', expected, actual: 'PostgreSQL and SQLite' }]);
}
