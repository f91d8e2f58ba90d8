import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What systems allow for the path of a socket, less some. */
const LONGEST = 100;

/** Where the supervisor of a data folder is talked to; only its owner may. */
export function socketPath(dataDir: string): string {
  const path = join(dataDir, 'run', 'control.sock');
  if (Buffer.byteLength(path) <= LONGEST) return path;
  return join(tmpdir(), `qt-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}.sock`);
}
