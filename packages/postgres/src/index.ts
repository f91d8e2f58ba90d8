export { DatabaseUnavailable } from './database-unavailable.ts';
export { DATABASE_URL_FORM, isDatabaseUrl } from './database-url.ts';
export { openPostgres } from './open-database.ts';
export { PostgresDatabase, type Row, type Run, type Value } from './postgres-database.ts';
