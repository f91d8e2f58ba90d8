import { constants, openSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { BoundedOutput } from '@qt/telemetry/bounded-output';

/** What waits for a terminal or a pipe that is paused; beyond it lines are dropped. */
const CAPACITY = 256 * 1024;

/** stdout or stderr, written without ever waiting: a paused, closed or dead terminal or pipe holds nobody. */
export class Terminal {
  readonly #output: BoundedOutput;

  constructor(fd: 1 | 2) {
    const own = nonBlocking(fd);
    this.#output = new BoundedOutput((bytes, from) => writeSync(own, bytes, from), CAPACITY);
    this.#output.onLoss({
      lost: () => {},
      ended: (lines) => this.print(`(${lines} lines were not shown; they are in the logs)`),
    });
  }

  print(text: string): void {
    this.#output.write(Buffer.from(`${text}\n`));
  }

  /** Waits for at most a second for what is not written yet. */
  flush(): void {
    this.#output.flush();
  }
}

/** A descriptor of the same file on which a write fails instead of waiting. */
function nonBlocking(fd: 1 | 2): number {
  // Makes Node switch a pipe to non-blocking.
  void (fd === 1 ? process.stdout : process.stderr);
  if (!isatty(fd)) return fd;
  try {
    // The flag belongs to the open file, which a terminal shares with the shell: hence one of our own.
    return openSync(`/dev/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return fd;
  }
}
