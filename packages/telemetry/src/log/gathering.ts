import type { BoundedOutput } from './bounded-output.ts';
import type { LineSink } from './create-log.ts';

/** A system call for each access line would be a tenth of a small request's cost. */
const WAIT_MS = 5;
const CAPACITY = 64 * 1024;
/** So many lines become text in one loop. What waits for it is copied by each garbage collection in between. */
const TOGETHER = 16;

/**
 * A sink whose `writeSoon` gathers lines for 5 ms. They become text several at once: one by one, between the rest of the
 * requests' code, that costs twice as much (docs/adr/0024).
 */
export function gathering(
  output: Pick<BoundedOutput, 'write' | 'flush' | 'onLoss'>,
  atExit: (flush: () => void) => void,
): LineSink {
  const bytes = Buffer.allocUnsafeSlow(CAPACITY);
  let filled = 0;
  let isDue = false;
  const waiting: (() => string)[] = [];
  const writeFilled = () => {
    if (filled > 0) output.write(bytes.subarray(0, filled));
    filled = 0;
  };
  const add = (lines: string) => {
    if (filled + longest(lines) > CAPACITY) writeFilled();
    if (longest(lines) > CAPACITY) output.write(Buffer.from(lines));
    else filled += bytes.write(lines, filled);
  };
  const addGathered = () => {
    let text = '';
    for (const line of waiting) {
      const next = line();
      if (longest(text) + longest(next) > CAPACITY) {
        add(text);
        text = '';
      }
      text += next;
    }
    waiting.length = 0;
    add(text);
  };
  const writeGathered = () => {
    isDue = false;
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
      if (!isDue) setTimeout(writeGathered, WAIT_MS);
      isDue = true;
      waiting.push(line);
      if (waiting.length === TOGETHER) addGathered();
    },
    onLoss: (listener) => output.onLoss(listener),
  };
}

/** Bytes of a text in UTF-8, at most: three for each UTF-16 code unit. */
const longest = ({ length }: string) => length * 3;
