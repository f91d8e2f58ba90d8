import type { PoolClient } from 'pg';

/** Of all systems that prepare a schema on one server. */
const LOCK = 7_116_201_503;

/** Which replica leads; here and not among a service's migrations, since who leads is who migrates. */
const LEADER = `
CREATE TABLE IF NOT EXISTS leader (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  term bigint NOT NULL DEFAULT 0, -- grows with each leader; who writes under another one is refused
  address text -- where the others reach it
);
INSERT INTO leader DEFAULT VALUES ON CONFLICT DO NOTHING;
`;

/**
 * Makes the schema, and a role that owns it and nothing else, unless both are there. For that the URL's role needs CREATE
 * on the database and CREATEROLE; else somebody who has both runs the same statements before.
 */
export async function prepareSchema(client: PoolClient, schema: string): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
    const { rows } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
    if (rows.length === 0) await create(client, schema);
    await client.query(`SET LOCAL ROLE ${schema}; SET LOCAL search_path = ${schema}; ${LEADER}`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function create(client: PoolClient, schema: string): Promise<void> {
  const { rows } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [schema]);
  if (rows.length === 0) {
    await client.query(`CREATE ROLE ${schema} NOLOGIN`);
    await client.query(`GRANT ${schema} TO CURRENT_USER`);
  }
  await client.query(`CREATE SCHEMA ${schema} AUTHORIZATION ${schema}`);
}
