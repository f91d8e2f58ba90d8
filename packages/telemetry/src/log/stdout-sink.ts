import { destination } from 'pino';
import type { LineSink } from './create-log.ts';

/** A call of the system for each line, or each turn of the event loop, is a tenth of what a small request costs. */
const PATIENCE_MS = 5;

/**
 * Lines to stdout, each written before the call returns: nothing is lost when the process is killed. Only the access
 * log may wait, for a few milliseconds, so that many requests cost one system call; a line that comes meanwhile takes
 * them along, and so does the end of the process. When nobody reads stdout any more (EPIPE), lines are dropped and the
 * service goes on.
 */
export function stdoutSink(): LineSink {
  const stdout = destination({ dest: 1, sync: true });
  stdout.on('error', () => {});
  return gathering(
    (lines) => stdout.write(lines),
    (flush) => process.on('exit', flush),
  );
}

/** A sink whose `writeSoon` gathers lines for a moment. */
export function gathering(write: (lines: string) => void, atEnd: (flush: () => void) => void): LineSink {
  let waiting = '';
  const flush = () => {
    const lines = waiting;
    waiting = '';
    if (lines !== '') write(lines);
  };
  atEnd(flush);
  return {
    write(line) {
      const lines = waiting + line;
      waiting = '';
      write(lines);
    },
    writeSoon(line) {
      if (waiting === '') setTimeout(flush, PATIENCE_MS);
      waiting += line;
    },
  };
}
