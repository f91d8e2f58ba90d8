import { writeSync } from 'node:fs';
import type { LineSink } from './create-log.ts';

/** A call of the system for each line, or each turn of the event loop, is a tenth of what a small request costs. */
const PATIENCE_MS = 5;
const CAPACITY = 64 * 1024;
/** How long a full pipe is left to its reader. */
const FULL_PIPE_MS = 5;
const STDOUT = 1;

/**
 * Lines to stdout, each written before the call returns: nothing is lost when the process is killed. Only the access
 * log may wait, for a few milliseconds, so that many requests cost one system call; a line that comes meanwhile takes
 * them along, and so does the end of the process. When nobody reads stdout any more, or its disk is full, lines are
 * dropped and the service goes on.
 */
export function stdoutSink(): LineSink {
  return gathering(
    wholeLines((bytes, from) => writeSync(STDOUT, bytes, from)),
    (flush) => process.on('exit', flush),
  );
}

/**
 * A sink whose `writeSoon` gathers lines for a moment, as bytes: as text they would outlive a collection of garbage,
 * and V8 would give new objects ever more memory for it. What `write` is given is overwritten when it returns.
 */
export function gathering(write: (lines: Uint8Array) => void, atEnd: (flush: () => void) => void): LineSink {
  const waiting = Buffer.allocUnsafeSlow(CAPACITY);
  let filled = 0;
  const flush = () => {
    if (filled === 0) return;
    const lines = waiting.subarray(0, filled);
    filled = 0;
    write(lines);
  };
  const add = (line: string) => {
    const most = line.length * 3; // bytes that a character takes in UTF-8, but for those that count as two
    if (filled + most > CAPACITY) flush();
    if (most > CAPACITY) write(Buffer.from(line));
    else filled += waiting.write(line, filled);
  };
  atEnd(flush);
  return {
    write(line) {
      add(line);
      flush();
    },
    writeSoon(line) {
      if (filled === 0) setTimeout(flush, PATIENCE_MS);
      add(line);
    },
  };
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const NEW_LINE = Buffer.from('\n');

/**
 * Writes all of what it is given before it returns; `write` tells how many bytes it took. A full pipe is waited for,
 * whatever else goes wrong drops the rest, and the next line then begins a new one.
 */
export function wholeLines(write: (bytes: Uint8Array, from: number) => number): (lines: Uint8Array) => void {
  let torn = false;
  const writeAll = (bytes: Uint8Array): boolean => {
    let written = 0;
    while (written < bytes.length) {
      try {
        written += write(bytes, written);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') Atomics.wait(sleeper, 0, 0, FULL_PIPE_MS);
        else {
          torn ||= written > 0;
          return false;
        }
      }
    }
    return true;
  };
  return (lines) => {
    if (torn) torn = !writeAll(NEW_LINE);
    if (!torn) writeAll(lines);
  };
}
