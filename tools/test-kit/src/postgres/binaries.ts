import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** Debian keeps the server's programs out of PATH, by version. */
const DEBIAN = '/usr/lib/postgresql/*/bin/initdb';

/** The folder of PostgreSQL's server programs; `undefined`: there is none, and what needs it is skipped by name. */
export const POSTGRES_BIN: string | undefined = [
  ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'initdb')),
  ...globSync(DEBIAN).sort(byVersion).reverse(),
]
  .filter(isExecutable)
  .map((file) => dirname(file))[0];

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
