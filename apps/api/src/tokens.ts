/** Injection token of the configured profiles. */
export const PROFILES_IN_USE = Symbol('ProfilesInUse');
/** Injection token of the `TrackedCheck` that says whether a model was taken up. */
export const MODEL_CHECK = Symbol('ModelCheck');
/** Injection token of the `ScanTimes`. */
export const SCAN_TIMES = Symbol('ScanTimes');
/** Injection token of the client of the risk guard's public routes, with a short time-out: for health. */
export const RISK_CLIENT = Symbol('RiskClient');
/** Injection token of the client of the scheduler, with a short time-out: for health. */
export const SCHEDULER_CLIENT = Symbol('SchedulerClient');
