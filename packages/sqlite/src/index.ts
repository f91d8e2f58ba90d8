export { holdFolder } from './hold-folder.ts';
export { inTransaction, openDatabase } from './open-database.ts';
export { faultOf, StoreUnavailable } from './store-unavailable.ts';
