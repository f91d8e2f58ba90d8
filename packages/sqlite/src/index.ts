export { holdFolder } from './hold-folder.ts';
export { openDatabase } from './open-database.ts';
export { refuseLostFile } from './open-file.ts';
export { faultOf, StoreUnavailable } from './store-unavailable.ts';
export { inTransaction, inTransactionWhenFree } from './transaction.ts';
