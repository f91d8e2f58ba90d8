import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AlwaysOffSampler, InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from './open-database.ts';
import { inTransaction } from './transaction.ts';

const SECRET = 'secret-4711';
const exporter = new InMemorySpanExporter();

let folder: string;
let database: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qt-traced-'));
  const migrations = ['CREATE TABLE entry (id INTEGER PRIMARY KEY, text TEXT UNIQUE) STRICT'];
  database = openDatabase({ file: join(folder, 'store.db'), migrations, synchronous: 'NORMAL' });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  exporter.reset();
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
  trace.disable();
  context.disable();
});

function register(sampler?: AlwaysOffSampler) {
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors, ...(sampler && { sampler }) }));
}

/** The spans of what is done in a span that is recorded, without that one. */
function spansOf(work: () => void) {
  trace.getTracer('test').startActiveSpan('request', (span) => {
    try {
      work();
    } finally {
      span.end();
    }
  });
  return exporter.getFinishedSpans().filter(({ name }) => name !== 'request');
}

test('a statement in a recorded span is a client span below it, named by operation and table', () => {
  register();
  const insert = database.prepare('INSERT INTO entry (text)\n  VALUES (?)');
  const spans = spansOf(() => insert.run(SECRET));
  expect(spans).toMatchObject([
    {
      name: 'INSERT entry',
      kind: SpanKind.CLIENT,
      attributes: {
        'db.system.name': 'sqlite',
        'db.namespace': 'store.db',
        'db.operation.name': 'INSERT',
        'db.collection.name': 'entry',
        'db.query.summary': 'INSERT entry',
        'db.query.text': 'INSERT INTO entry (text) VALUES (?)',
      },
      status: { code: SpanStatusCode.UNSET },
      instrumentationScope: { name: '@qt/sqlite', version: '0.1.0' },
    },
  ]);
  const [request] = exporter.getFinishedSpans().filter(({ name }) => name === 'request');
  expect(spans[0]?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
});

test('each way to run a statement is seen, and answers what it always did', () => {
  register();
  const text = 'a';
  const spans = spansOf(() => {
    inTransaction(database, () => database.prepare('INSERT OR REPLACE INTO entry VALUES (1, $text)').run({ text }));
    expect(database.prepare('SELECT text FROM entry').get()).toEqual({ text });
    expect(database.prepare('SELECT text FROM entry WHERE id = ?').all(1)).toEqual([{ text }]);
    expect(database.prepare("UPDATE entry SET text = 'b' WHERE id = ?").run(1)).toMatchObject({ changes: 1 });
    expect(database.prepare('DELETE FROM entry').run()).toMatchObject({ changes: 1 });
    database.exec('PRAGMA busy_timeout = 10');
  });
  const expected = 'BEGIN,INSERT entry,COMMIT,SELECT entry,SELECT entry,UPDATE entry,DELETE entry,PRAGMA';
  expect(spans.map(({ name }) => name).join()).toBe(expected);
});

test('no value is in any span, whether bound, written into the statement or refused', () => {
  register();
  const insert = database.prepare('INSERT INTO entry VALUES (?, ?)');
  const spans = spansOf(() => {
    insert.run(4711, SECRET);
    database.prepare('SELECT * FROM entry WHERE text = ?').all(SECRET);
    database.exec(`UPDATE entry SET text = '${SECRET}' WHERE id = 4711`);
    expect(() => insert.run(4711, SECRET)).toThrow('UNIQUE');
    expect(() => insert.run(4711, { secret: SECRET } as never)).toThrow();
  });
  expect(spans).toHaveLength(5);
  const said = spans.map(({ name, attributes, events, status }) => ({ name, attributes, status, events }));
  expect(JSON.stringify(said)).not.toContain('4711');
});

test('a statement that fails is thrown on, and its span says with which code', () => {
  register();
  database.exec("INSERT INTO entry VALUES (1, 'a')");
  const insert = database.prepare("INSERT INTO entry VALUES (1, 'b')");
  const spans = spansOf(() => expect(() => insert.run()).toThrow('UNIQUE constraint failed: entry.id'));
  expect(spans).toMatchObject([
    {
      attributes: { 'error.type': '1555', 'db.response.status_code': '1555' },
      status: { code: SpanStatusCode.ERROR, message: 'UNIQUE constraint failed: entry.id' },
      events: [{ name: 'exception' }],
    },
  ]);
});

test('outside of a recorded span there is none', () => {
  register();
  database.exec('DELETE FROM entry');
  expect(exporter.getFinishedSpans()).toEqual([]);
  trace.disable();
  register(new AlwaysOffSampler());
  expect(spansOf(() => database.prepare('DELETE FROM entry').run())).toEqual([]);
});
