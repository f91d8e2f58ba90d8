import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program would be, by each folder of PATH in its order. */
export function inPath(program: string, env: NodeJS.ProcessEnv = process.env): string[] {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, program));
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
