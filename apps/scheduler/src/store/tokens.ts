/** Injection token of the `Store` that the configuration names, opened. */
export const OPENED_STORE = Symbol('qt:scheduler-opened-store');
/** Injection token of its repository, as it is. The class `SchedulerRepository` injects a tolerant one around it. */
export const STORE = Symbol('qt:scheduler-store');
/** Injection token of its `JobClaims`; null: this process has the jobs to itself. */
export const CLAIMS = Symbol('qt:scheduler-claims');
