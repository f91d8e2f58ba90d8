/** Injection token of the `Store`, opened. Its repositories are injected by their classes. */
export const STORE = Symbol('qt:api-store');
