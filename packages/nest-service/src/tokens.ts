/** Injection token of the clock: `() => number`, Unix ms. */
export const NOW = Symbol('qt:now');
/** Injection token of the service's `ReadinessChecks`. */
export const READINESS = Symbol('qt:readiness');
/** Injection token of an `AdminAudit`, which a service with admin routes must have. */
export const ADMIN_AUDIT = Symbol('qt:admin-audit');
/** Injection token of `OperatorTokens`: the operators that are known now. */
export const OPERATORS = Symbol('qt:operators');
/** Injection token of `People`: everybody with a token of his own that is valid now. */
export const PEOPLE = Symbol('qt:people');
/** Injection token of `Sessions`, which a service with routes for those who have signed in must have. */
export const SESSIONS = Symbol('qt:sessions');
/** Injection token of the `ServiceDescription`. */
export const SERVICE = Symbol('qt:service');
