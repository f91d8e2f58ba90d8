import { destination } from 'pino';
import type { LineSink } from './create-log.ts';

/**
 * Lines to stdout, each written before the call returns: nothing is lost when the process is killed. Only the access
 * log may wait for the end of the event loop's turn, so that the requests of one turn cost one system call; a line
 * that comes meanwhile takes them along, and so does the end of the process. When nobody reads stdout any more
 * (EPIPE), lines are dropped and the service goes on.
 */
export function stdoutSink(): LineSink {
  const stdout = destination({ dest: 1, sync: true });
  stdout.on('error', () => {});
  return turnwise(
    (lines) => stdout.write(lines),
    (flush) => process.on('exit', flush),
  );
}

/** A sink whose `writeSoon` gathers lines until the turn ends. */
export function turnwise(write: (lines: string) => void, atEnd: (flush: () => void) => void): LineSink {
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
      if (waiting === '') setImmediate(flush);
      waiting += line;
    },
  };
}
