import type { BoundedOutput } from './bounded-output.ts';
import type { LineSink } from './create-log.ts';

/** A system call for each access line would be a tenth of a small request's cost. */
const WAIT_MS = 5;
const CAPACITY = 64 * 1024;

/** A sink whose `writeSoon` gathers lines for 5 ms, as bytes: V8 would grow its nursery for strings that wait. */
export function gathering(
  output: Pick<BoundedOutput, 'write' | 'flush' | 'onLoss'>,
  atExit: (flush: () => void) => void,
): LineSink {
  const gathered = Buffer.allocUnsafeSlow(CAPACITY);
  let filled = 0;
  const writeGathered = () => {
    if (filled === 0) return;
    const lines = gathered.subarray(0, filled);
    filled = 0;
    output.write(lines);
  };
  const gather = (line: string) => {
    const longest = line.length * 3; // UTF-8 bytes of a UTF-16 code unit
    if (filled + longest > CAPACITY) writeGathered();
    if (longest > CAPACITY) output.write(Buffer.from(line));
    else filled += gathered.write(line, filled);
  };
  atExit(() => {
    writeGathered();
    output.flush();
  });
  return {
    write(line) {
      gather(line);
      writeGathered();
    },
    writeSoon(line) {
      if (filled === 0) setTimeout(writeGathered, WAIT_MS);
      gather(line);
    },
    onLoss: (listener) => output.onLoss(listener),
  };
}
