import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Connection, type ConnectionPool, PostgresDatabase } from './postgres-database.ts';

const SECRET = 'a-secret-value';

let exporter: InMemorySpanExporter;
let failure: Error | undefined;
beforeEach(() => {
  exporter = new InMemorySpanExporter();
  failure = undefined;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
});
afterEach(() => {
  trace.disable();
  context.disable();
});

const connection: Connection = {
  query: async (statement) => {
    if (failure !== undefined && typeof statement !== 'string') throw failure;
    return { rows: [], rowCount: 0 };
  },
  release: () => {},
};
const pool: ConnectionPool = { connect: async () => connection, end: async () => {} };
const database = new PostgresDatabase(
  pool,
  { database: 'qt', schema: 'qt_test', host: 'db', port: 5432 },
  { now: () => 0, random: () => 0, pause: async () => {} },
);

/** The spans of what is done in a span that is recorded, without that one. */
async function spansOf(work: () => Promise<unknown>) {
  await trace.getTracer('test').startActiveSpan('request', async (span) => {
    await work();
    span.end();
  });
  return exporter.getFinishedSpans().filter(({ name }) => name !== 'request');
}

test('each statement of a transaction is a client span, named by operation and table', async () => {
  const spans = await spansOf(() =>
    database.transaction((run) => run("SELECT *, 'x' AS y FROM job\n WHERE id = $1 AND n > 5 FOR UPDATE", SECRET)),
  );
  expect(spans.map(({ name }) => name)).toEqual(['BEGIN', 'SELECT job', 'COMMIT']);
  expect(spans[1]).toMatchObject({
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': 'qt|qt_test',
      'db.operation.name': 'SELECT',
      'db.collection.name': 'job',
      'db.query.summary': 'SELECT job',
      'db.query.text': 'SELECT *, ? AS y FROM job WHERE id = $1 AND n > ? FOR UPDATE',
      'server.address': 'db',
      'server.port': 5432,
    },
    status: { code: SpanStatusCode.UNSET },
  });
});

test('a statement that fails says with which code, and no value: PostgreSQL repeats them in its messages', async () => {
  failure = Object.assign(new Error(`Key (id)=(${SECRET}) already exists.`), { code: '23505' });
  const spans = await spansOf(() =>
    expect(database.transaction((run) => run('INSERT INTO job VALUES ($1)', SECRET))).rejects.toBe(failure),
  );
  expect(spans.map(({ name }) => name)).toEqual(['BEGIN', 'INSERT job', 'ROLLBACK']);
  expect(spans[1]).toMatchObject({
    attributes: { 'error.type': '23505', 'db.response.status_code': '23505' },
    status: { code: SpanStatusCode.ERROR },
  });
  const said = spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
  expect(JSON.stringify(said)).not.toContain(SECRET);
});

test('outside of a recorded span there is none', async () => {
  await database.transaction((run) => run('SELECT 1'));
  expect(exporter.getFinishedSpans()).toEqual([]);
});
