import { writeSync } from 'node:fs';
import { BoundedOutput } from './bounded-output.ts';
import type { LineSink } from './create-log.ts';
import { gathering } from './gathering.ts';

const STDOUT = 1;

/**
 * Lines to stdout. None of them ever holds the process: a pipe that nobody reads and a full disk are retried in the
 * background, up to 4 MiB wait, and lines beyond are dropped and counted. At the end of the process what waits has one
 * more second.
 *
 * This is not `pino.destination({ sync: false })`: that writes from a thread, which a pipe that nobody reads holds for
 * ever, and the process then cannot exit; its flush at exit loops for ever on a full disk.
 */
export function stdoutSink(): LineSink {
  // Reading `process.stdout` makes Node switch a pipe to non-blocking: a write to a full one fails instead of waiting.
  void process.stdout;
  const output = new BoundedOutput((bytes, from) => writeSync(STDOUT, bytes, from));
  return gathering(output, (flush) => process.on('exit', flush));
}
