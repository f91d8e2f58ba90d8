export { bindToMarket, SYSTEM_TABLE } from './bind-to-market.ts';
export { DatabaseUnavailable } from './database-unavailable.ts';
export { Leadership, type LeadershipOptions } from './leadership.ts';
export { openPostgres } from './open-database.ts';
export { PostgresDatabase, type Row, type Run, type Value } from './postgres-database.ts';
