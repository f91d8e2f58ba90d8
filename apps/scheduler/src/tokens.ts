/** Injection token of the `History`. */
export const HISTORY = Symbol('History');
/** Injection token of the jobs: `readonly Job[]`. */
export const JOB_LIST = Symbol('Job[]');
/** Injection token of the `TrackedCheck` that says whether the history can be written. */
export const STORED = Symbol('stored');
