/** Injects the `Store`. */
export const OPENED_STORE = Symbol('retrain-worker OPENED_STORE');
