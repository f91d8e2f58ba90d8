export { holdFolder } from './hold-folder.ts';
export { type DatabaseOptions, inTransaction, openDatabase } from './open-database.ts';
export { faultOf, type StoreFault, StoreUnavailable } from './store-unavailable.ts';
