/** What may wait for a reader or for room on the disk. */
const CAPACITY = 4 * 1024 * 1024;
const RETRY_MS = 20;
/** At the end of the process, when nothing else is to be done. */
const FLUSH_RETRY_MS = 2;
/** Of one write. Many small writes fill a socket's buffer with their overhead: 190 lines fill one of 208 KiB. */
const CHUNK = 64 * 1024;
/** How long a process that ends still tries to write what waits. */
const FLUSH_MS = 1000;
const NEW_LINE = 0x0a;

/** Hears of lines that are lost, each time some are, and of the end of it, with how many there were. */
export interface LossListener {
  lost(lines: number): void;
  ended(lines: number): void;
}

/**
 * Writes lines in order and without ever waiting. `write` takes as many bytes as it can from an offset and throws where
 * it can take none. What it did not take is tried again every 20 ms, from the byte where it stopped, so that no line is
 * torn; beyond the capacity new lines are dropped.
 */
export class BoundedOutput {
  readonly #write: (bytes: Uint8Array, from: number) => number;
  readonly #capacity: number;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #lost = 0;
  #listener: LossListener | undefined;

  constructor(write: (bytes: Uint8Array, from: number) => number, capacity = CAPACITY) {
    this.#write = write;
    this.#capacity = capacity;
  }

  onLoss(listener: LossListener): void {
    this.#listener = listener;
  }

  /** Whole lines. They are written or copied before this returns. */
  write(lines: Uint8Array): void {
    if (this.#waiting.length > 0) {
      if (this.#waitingBytes + lines.length > this.#capacity) this.#drop(lines);
      else this.#wait(lines);
      return;
    }
    const { written } = this.#take(lines);
    if (written === lines.length) return;
    this.#wait(lines.subarray(written));
    this.#retryLater();
  }

  /** Tries for one second to write what waits; gives up at once where more than a slow reader is in the way. */
  flush(): void {
    const deadline = performance.now() + FLUSH_MS;
    while (this.#waiting.length > 0) {
      const code = this.#writeWaiting();
      if (code === undefined) continue;
      if (code !== 'EAGAIN' || performance.now() >= deadline) return;
      Atomics.wait(sleeper, 0, 0, FLUSH_RETRY_MS);
    }
  }

  #retryLater(): void {
    setTimeout(() => {
      this.#writeWaiting();
      if (this.#waiting.length > 0) this.#retryLater();
      else this.#recovered();
    }, RETRY_MS).unref();
  }

  /** The code of the error that stopped it, if one did. */
  #writeWaiting(): string | undefined {
    while (this.#waiting.length > 0) {
      const chunk = this.#nextChunk();
      const { written, code } = this.#take(chunk);
      this.#waitingBytes -= written;
      if (written < chunk.length) this.#waiting.unshift(chunk.subarray(written));
      if (code !== undefined) return code;
    }
    return undefined;
  }

  #nextChunk(): Uint8Array {
    let bytes = 0;
    const end = this.#waiting.findIndex((lines) => {
      bytes += lines.length;
      return bytes > CHUNK;
    });
    const pieces = this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(end, 1));
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
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

  #wait(lines: Uint8Array): void {
    this.#waiting.push(Uint8Array.from(lines));
    this.#waitingBytes += lines.length;
  }

  #drop(lines: Uint8Array): void {
    const count = lines.reduce((total, byte) => total + (byte === NEW_LINE ? 1 : 0), 0);
    this.#lost += count;
    this.#listener?.lost(count);
  }

  #recovered(): void {
    const lost = this.#lost;
    this.#lost = 0;
    if (lost > 0) this.#listener?.ended(lost);
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));
