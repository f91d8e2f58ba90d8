// What a benchmark runs of this service, in one process.
export { readConfig } from './config.ts';
export { openSqliteStore } from './store/sqlite-store.ts';
export { reconcilingAccount } from './trading/reconciling-account.ts';
export { type Balance, type ListedFill, Venue } from './trading/venue/venue.ts';
