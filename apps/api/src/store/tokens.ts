/** Injection token of the `SharedDatabase` that this replica leads on; null: it is alone on SQLite. */
export const SHARED_DATABASE = Symbol('qt:api-shared-database');
/** Injection token of the `Store`, opened. Its repositories are injected by their classes. */
export const STORE = Symbol('qt:api-store');
