export { SYSTEM_TABLE } from './bind-to-market.ts';
export { DatabaseUnavailable } from './database-unavailable.ts';
export { Leadership, type LeadershipOptions } from './leadership.ts';
export { openPostgres, schemaOf } from './open-database.ts';
export { openForMarket } from './open-for-market.ts';
export { PostgresDatabase, type Row, type Run, type Value } from './postgres-database.ts';
