import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { inPath, isExecutable } from '../programs.ts';

/** Debian keeps the server's programs out of PATH, by version. */
const DEBIAN = '/usr/lib/postgresql/*/bin/initdb';

/** The folder of PostgreSQL's server programs; `undefined`: there is none, and what needs it is skipped by name. */
export const POSTGRES_BIN: string | undefined = [...inPath('initdb'), ...globSync(DEBIAN).sort(byVersion).reverse()]
  .filter(isExecutable)
  .map((file) => dirname(file))[0];

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
