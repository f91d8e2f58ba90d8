/** Injection token of the `Ledger`. */
export const LEDGER = Symbol('Ledger');
/** Injection token of the `OrderDesk`. */
export const ORDER_DESK = Symbol('OrderDesk');
/** Injection token of `PlaceManually`. */
export const PLACE_MANUALLY = Symbol('PlaceManually');
