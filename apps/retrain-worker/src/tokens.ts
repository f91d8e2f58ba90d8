/** Injection token of the `RetrainStore`. */
export const STORE = Symbol('RetrainStore');
/** Injection token of the `ModelFiles`. */
export const FILES = Symbol('ModelFiles');
/** Injection token of the `TrainingHistory`. */
export const HISTORY = Symbol('TrainingHistory');
/** Injection token of the `TrackedCheck` that says whether the source of history answers. */
export const SOURCE = Symbol('source');
