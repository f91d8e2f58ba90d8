/** Injection token of `openModel`, which tests replace: it starts a worker thread. */
export const OPEN_MODEL = Symbol('OpenModel');
