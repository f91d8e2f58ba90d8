/** Injection token of the `Guard`. */
export const GUARD = Symbol('risk-guard:guard');
/** Injection token of the `GuardStore`. */
export const STORE = Symbol('risk-guard:store');
/** Injection token of the `Orders`. */
export const ORDERS = Symbol('risk-guard:orders');
/** Injection token of the `Controls`. */
export const CONTROLS = Symbol('risk-guard:controls');
