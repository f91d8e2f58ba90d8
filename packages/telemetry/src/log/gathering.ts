import type { BoundedOutput } from './bounded-output.ts';
import type { LineSink } from './create-log.ts';

/** A system call for each access line would be a tenth of a small request's cost. */
const WAIT_MS = 5;
const CAPACITY = 64 * 1024;
/** As many lines wait at most while the event loop is held. */
const MAX_LINES = 500;

/**
 * A sink whose `writeSoon` gathers lines for 5 ms. They become text only then, in one loop: between the rest of a request's
 * code that costs twice as much.
 */
export function gathering(
  output: Pick<BoundedOutput, 'write' | 'flush' | 'onLoss'>,
  atExit: (flush: () => void) => void,
): LineSink {
  const bytes = Buffer.allocUnsafeSlow(CAPACITY);
  let filled = 0;
  let waiting: (() => string)[] = [];
  const writeFilled = () => {
    if (filled > 0) output.write(bytes.subarray(0, filled));
    filled = 0;
  };
  const add = (line: string) => {
    const longest = line.length * 3; // UTF-8 bytes of a UTF-16 code unit
    if (filled + longest > CAPACITY) writeFilled();
    if (longest > CAPACITY) output.write(Buffer.from(line));
    else filled += bytes.write(line, filled);
  };
  const addGathered = () => {
    const lines = waiting;
    waiting = [];
    for (const line of lines) add(line());
  };
  const writeGathered = () => {
    addGathered();
    writeFilled();
  };
  atExit(() => {
    writeGathered();
    output.flush();
  });
  return {
    write(line) {
      addGathered();
      add(line);
      writeFilled();
    },
    writeSoon(line) {
      if (waiting.length === 0) setTimeout(writeGathered, WAIT_MS);
      waiting.push(line);
      if (waiting.length === MAX_LINES) writeGathered();
    },
    onLoss: (listener) => output.onLoss(listener),
  };
}
