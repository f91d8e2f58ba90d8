/** How many bytes may wait for a reader or for room on the disk. */
const CAPACITY = 4 * 1024 * 1024;
const RETRY_MS = 20;
/** How long a process that exits keeps trying to write what waits, and how often. */
const FLUSH_MS = 1000;
const FLUSH_RETRY_MS = 2;
const NEW_LINE = 0x0a;
const NOTHING = Buffer.alloc(0);

export interface LossListener {
  lost(lines: number): void;
  /** Lines leave again; this many were lost in total. */
  ended(lines: number): void;
}

/** Writes bytes from an offset, returns how many it took, and throws where it can take none. */
type Write = (bytes: Uint8Array, from: number) => number;

/**
 * Writes lines in order and never waits. What cannot be written is retried every 20 ms from the byte where it stopped,
 * so no line is torn; beyond the capacity new lines are dropped.
 */
export class BoundedOutput {
  readonly #write: Write;
  readonly #capacity: number;
  /** What waits is between the two offsets. */
  #waiting = NOTHING;
  #from = 0;
  #to = 0;
  #lost = 0;
  #listener: LossListener | undefined;

  constructor(write: Write, capacity = CAPACITY) {
    this.#write = write;
    this.#capacity = capacity;
  }

  onLoss(listener: LossListener): void {
    this.#listener = listener;
  }

  /** Writes or copies whole lines before it returns. */
  write(lines: Uint8Array): void {
    if (this.#from < this.#to) {
      this.#append(lines);
      return;
    }
    const { written } = this.#take(lines);
    if (written === lines.length) return;
    this.#waiting = Buffer.allocUnsafeSlow(Math.max(this.#capacity, lines.length));
    this.#waiting.set(lines.subarray(written));
    this.#from = 0;
    this.#to = lines.length - written;
    this.#retryLater();
  }

  /** Tries for one second to write what waits; gives up at once if the problem is not just a slow reader. */
  flush(): void {
    const deadline = performance.now() + FLUSH_MS;
    while (this.#from < this.#to) {
      const code = this.#drain();
      if (code !== undefined && (code !== 'EAGAIN' || performance.now() >= deadline)) return;
      if (code !== undefined) Atomics.wait(sleeper, 0, 0, FLUSH_RETRY_MS);
    }
  }

  #append(lines: Uint8Array): void {
    if (this.#to - this.#from + lines.length > this.#capacity) {
      this.#drop(lines);
      return;
    }
    if (this.#to + lines.length > this.#waiting.length) {
      this.#waiting.copyWithin(0, this.#from, this.#to);
      this.#to -= this.#from;
      this.#from = 0;
    }
    this.#waiting.set(lines, this.#to);
    this.#to += lines.length;
  }

  #drop(lines: Uint8Array): void {
    const count = lines.reduce((total, byte) => total + (byte === NEW_LINE ? 1 : 0), 0);
    this.#lost += count;
    this.#listener?.lost(count);
  }

  #retryLater(): void {
    setTimeout(() => {
      this.#drain();
      if (this.#from < this.#to) this.#retryLater();
      else this.#recovered();
    }, RETRY_MS).unref();
  }

  #recovered(): void {
    const lost = this.#lost;
    this.#lost = 0;
    this.#waiting = NOTHING;
    if (lost > 0) this.#listener?.ended(lost);
  }

  /** The code of the error that stopped it, if one did. */
  #drain(): string | undefined {
    const { written, code } = this.#take(this.#waiting.subarray(this.#from, this.#to));
    this.#from += written;
    return code;
  }

  #take(bytes: Uint8Array): { readonly written: number; readonly code?: string } {
    let written = 0;
    try {
      while (written < bytes.length) {
        const taken = this.#write(bytes, written);
        if (taken === 0) return { written, code: 'EAGAIN' };
        written += taken;
      }
      return { written };
    } catch (error) {
      return { written, code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
    }
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));
