import { writeSync } from 'node:fs';
import { BoundedOutput } from './bounded-output.ts';
import type { LineSink } from './create-log.ts';
import { gathering } from './gathering.ts';

const STDOUT = 1;

/**
 * Lines to stdout, which never hold the process (docs/adr/0010). Not `pino.destination({ sync: false })`: with a pipe
 * that nobody reads the process could not exit, and on a full disk its flush at exit would loop for ever.
 */
export function stdoutSink(): LineSink {
  // Makes Node switch a pipe to non-blocking: a write to a full one fails instead of waiting.
  void process.stdout;
  const output = new BoundedOutput((bytes, from) => writeSync(STDOUT, bytes, from));
  return gathering(output, (flush) => process.on('exit', flush));
}
