import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseUnavailable, databaseFaultOf } from './database-unavailable.ts';
import { placeOf } from './database-url.ts';
import { migrate } from './migrate.ts';
import { type ConnectionPool, PostgresDatabase } from './postgres-database.ts';
import { prepareSchema } from './prepare-schema.ts';
import { withRetries } from './retry.ts';

export interface DatabaseOptions {
  /** As `isDatabaseUrl` accepts it. */
  readonly url: string;
  /** The service's own schema, and the role that owns it: `qt_scheduler`. */
  readonly schema: string;
  /** SQL scripts, oldest first; each runs once. Append only. */
  readonly migrations: readonly string[];
  /** Of the replica that leads, as `Leadership` gave it; unset: replicas write side by side. */
  readonly term?: number;
  /** A connection that nothing was running on was lost. */
  readonly lost: (error: Error) => void;
  /** What stands between transactions and the pool: tests put a breaking one there. */
  readonly around?: (pool: ConnectionPool) => ConnectionPool;
}

/** A replica frozen in the middle of a transaction holds its locks for this long at most. */
const IDLE_IN_TRANSACTION_MS = 5000;
const LIMITS = {
  max: 5,
  connectionTimeoutMillis: 3000,
  idleTimeoutMillis: 60_000,
  statement_timeout: 5000,
  lock_timeout: 3000,
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  /** Of a server that has gone without a word. */
  query_timeout: 8000,
  keepAlive: true,
} as const;
/** As numbers: what is counted here, and Unix ms, are far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)),
};
const START_RETRY_MS = 5000;
const IDENTIFIER = /^[a-z][a-z0-9_]{0,62}$/;

/**
 * Opens a service's own schema and brings it up to date. Its connections have the role that owns the schema, and see
 * nothing else.
 *
 * @throws DatabaseUnavailable if the server cannot be reached or is a standby, the role lacks a right, or a later version
 * of the program has migrated the schema.
 */
export async function openPostgres(options: DatabaseOptions): Promise<PostgresDatabase> {
  const { url, schema, migrations, term, lost, around = (pool) => pool } = options;
  await connectedTo(url, schema, lost);
  const place = placeIn(url, schema);
  const common = { connectionString: url, application_name: schema, options: ownSchema(schema) };
  const pool = listened(new pg.Pool({ ...LIMITS, ...common, types }), lost);
  // A migration may take its time, and another replica's is waited for.
  const migrating = listened(new pg.Pool({ ...common, max: 2 }), lost);
  try {
    await migrate(migrating, schema, migrations, place);
  } catch (error) {
    await pool.end();
    throw namedFault(error, place);
  } finally {
    await migrating.end();
  }
  const { hostname, port, pathname } = new URL(url);
  const namespace = { database: pathname.slice(1), schema, host: hostname, port: Number(port || 5432) };
  return new PostgresDatabase(around(pool), namespace, PORTS, term);
}

/**
 * Makes the schema and its role where they are missing; nothing is migrated.
 *
 * @throws as `openPostgres`
 */
export async function connectedTo(url: string, schema: string, lost: (error: Error) => void = () => {}): Promise<void> {
  if (!IDENTIFIER.test(schema)) throw new Error(`schema: expected a plain name, actual '${schema}'`);
  const plain = listened(new pg.Pool({ ...LIMITS, connectionString: url, application_name: schema, max: 1 }), lost);
  try {
    await withRetries(() => preparedBy(plain, schema), START_RETRY_MS, PORTS);
  } catch (error) {
    throw namedFault(error, placeIn(url, schema));
  } finally {
    await plain.end();
  }
}

/** The schema of a service (`risk-guard`), and the role that owns it. */
export const schemaOf = (service: string) => `qt_${service.replaceAll('-', '_')}`;

/** What a connection is opened with, to be the role of the schema and see nothing else. */
export const ownSchema = (schema: string) => `-c role=${schema} -c search_path=${schema}`;

const placeIn = (url: string, schema: string) => `${placeOf(url)}, schema ${schema}`;

const PORTS = { now: () => performance.now(), random: Math.random, pause };

function listened(pool: pg.Pool, lost: (error: Error) => void): pg.Pool {
  pool.on('error', lost);
  // Between two statements of a transaction nobody else listens, and what nobody hears ends the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** An error that says which database is meant, where it is about the database. */
export function namedFault(error: unknown, place: string): unknown {
  const fault = databaseFaultOf(error);
  if (fault === undefined || error instanceof DatabaseUnavailable) return error;
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  return new DatabaseUnavailable(fault, place, (cause as Error).message);
}

async function preparedBy(pool: pg.Pool, schema: string): Promise<void> {
  const client = await pool.connect();
  try {
    await prepareSchema(client, schema);
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
