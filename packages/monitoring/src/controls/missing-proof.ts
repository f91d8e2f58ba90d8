import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Proof } from './control.ts';

/**
 * Why a proof cannot exist, without running it: its file is gone or has no such title. Undefined: nothing found. Suites are
 * not looked at, since many titles are put together: of the last title each part around a colon must be in the file.
 */
export function missingProof({ file, test }: Proof, root: string): string | undefined {
  const path = join(root, file);
  if (!existsSync(path)) return `${file}: expected a file with tests, actual none`;
  const title = test.replace(/ >$/, '').split(' > ').at(-1) ?? '';
  const text = readFileSync(path, 'utf8');
  const absent = title.split(': ').find((part) => !text.includes(part));
  return absent === undefined ? undefined : `${file}: expected a test '${test}', actual none with '${absent}'`;
}
