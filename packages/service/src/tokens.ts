/** Injection token of the clock: `() => number`, Unix ms. */
export const NOW = Symbol('qt:now');
/** Injection token of a service's `HealthCheck[]` source; see `ReadinessChecks`. */
export const READINESS = Symbol('qt:readiness');
/** Injection token of an `AdminAudit`; optional. */
export const ADMIN_AUDIT = Symbol('qt:admin-audit');
/** Injection token of the accepted `Tokens`. */
export const TOKENS = Symbol('qt:tokens');
/** Injection token of what `runService` was told of the service. */
export const SERVICE = Symbol('qt:service');
