import {
  closeSync,
  existsSync,
  fchmodSync,
  fstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { BoundedOutput, type LossListener } from '@qt/telemetry/bounded-output';

export interface RotatingLogOptions {
  readonly file: string;
  /** A file that has reached this is put aside, as `<file>.1`. */
  readonly maxBytes: number;
  /** How many are kept aside. */
  readonly keep: number;
  readonly now?: () => number;
  /** What waits while nothing can be written. */
  readonly capacity?: number;
}

const NEW_LINE = 0x0a;
/** How often it is looked whether somebody removed or replaced the file. */
const LOOK_MS = 1000;

/**
 * A log file with bounds, for its owner alone. A full disk, or a folder that cannot be written, makes lines wait, then
 * drops and counts them; it goes on by itself once there is room.
 */
export class RotatingLog {
  readonly #options: RotatingLogOptions;
  readonly #now: () => number;
  readonly #output: BoundedOutput;
  #fd: number | undefined;
  #size = 0;
  #atLineStart = true;
  #lookedAt = 0;

  constructor(options: RotatingLogOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#output = new BoundedOutput((bytes, from) => this.#write(bytes, from), options.capacity);
  }

  onLoss(listener: LossListener): void {
    this.#output.onLoss(listener);
  }

  write(line: string): void {
    this.#output.write(Buffer.from(`${line}\n`));
  }

  close(): void {
    this.#output.flush();
    this.#release();
  }

  #write(bytes: Uint8Array, from: number): number {
    if (this.#now() - this.#lookedAt >= LOOK_MS) this.#look();
    if (this.#atLineStart && this.#size >= this.#options.maxBytes) this.#rotate();
    const taken = writeSync(this.#open(), bytes, from);
    this.#size += taken;
    this.#atLineStart = bytes[from + taken - 1] === NEW_LINE;
    return taken;
  }

  #open(): number {
    if (this.#fd === undefined) {
      this.#fd = openSync(this.#options.file, 'a', 0o600);
      const { size, mode } = fstatSync(this.#fd);
      // One of an older version may be open to others.
      if ((mode & 0o077) !== 0 && (mode & 0o170000) === 0o100000) fchmodSync(this.#fd, 0o600);
      this.#size = size;
    }
    return this.#fd;
  }

  #rotate(): void {
    const { file, keep } = this.#options;
    const aside = (n: number) => (n === 0 ? file : `${file}.${n}`);
    for (let n = keep - 1; n >= 0; n--) if (existsSync(aside(n))) renameSync(aside(n), aside(n + 1));
    if (keep === 0) rmSync(file, { force: true });
    this.#release();
  }

  /** Lets go of a file that is no longer the one by this name. */
  #look(): void {
    this.#lookedAt = this.#now();
    if (this.#fd === undefined) return;
    const there = statSync(this.#options.file, { throwIfNoEntry: false });
    const { ino, dev } = fstatSync(this.#fd);
    if (there?.ino !== ino || there.dev !== dev) this.#release();
  }

  #release(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    this.#size = 0;
    this.#atLineStart = true;
  }
}
