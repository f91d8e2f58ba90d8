/** A file of recorded minutes that cannot be used. */
export class RecordingUnusable extends Error {
  override readonly name = 'RecordingUnusable';
  /** The line and column: `line 3, open`. */
  readonly where: string;
  readonly expected: string;
  readonly actual: string;

  constructor(where: string, expected: string, actual: string) {
    super(`${where}: expected ${expected}, actual ${actual}`);
    this.where = where;
    this.expected = expected;
    this.actual = actual;
  }
}

/** The error for one cell of a recording; lines count from 1. */
export function unusable(line: number, column: string, expected: string, actual: string): RecordingUnusable {
  return new RecordingUnusable(`line ${line}, ${column}`, expected, actual);
}
