/** Finished runs kept of each status. */
export const KEPT_RUNS = 500;

/** How long judged predictions are kept. */
export const KEPT_PREDICTIONS_MS = 8 * 24 * 3_600_000;
