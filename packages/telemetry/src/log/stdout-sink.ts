import { destination } from 'pino';
import type { LineSink } from './create-log.ts';

/**
 * Lines to stdout, each written before the call returns: nothing is lost when the process is killed. When nobody
 * reads stdout any more (EPIPE), lines are dropped and the service goes on.
 */
export function stdoutSink(): LineSink {
  const stdout = destination({ dest: 1, sync: true });
  stdout.on('error', () => {});
  return stdout;
}
