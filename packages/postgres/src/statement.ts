import type { Attributes } from '@opentelemetry/api';

/** What a trace may say of a statement: nothing that was bound to it or written into it. */
export interface Statement {
  /** Operation and table, `SELECT job`. */
  readonly name: string;
  readonly attributes: Attributes;
}

/** Where statements go, as a trace says it. */
export interface Namespace {
  readonly database: string;
  readonly schema: string;
  readonly host: string;
  readonly port: number;
}

/** Text and numbers; not `$1`, which says nothing. */
const LITERAL = /'(?:[^']|'')*'|(?<!\$)\b\d+(?:\.\d+)?\b/g;
/** The first table that a statement names. */
const TABLE = /\b(?:FROM|INTO|(?<!DO |FOR )UPDATE|TABLE(?: IF NOT EXISTS)?) +(\w+)/i;

/** By OpenTelemetry's conventions for PostgreSQL: the namespace is database and schema. */
export function describeStatement(sql: string, { database, schema, host, port }: Namespace): Statement {
  const text = sql.trim().replace(/\s+/g, ' ').replace(LITERAL, '?');
  const operation = /^\w+/.exec(text)?.[0].toUpperCase() ?? 'UNKNOWN';
  const table = TABLE.exec(text)?.[1];
  const name = table === undefined ? operation : `${operation} ${table}`;
  return {
    name,
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': `${database}|${schema}`,
      'db.operation.name': operation,
      'db.query.summary': name,
      'db.query.text': text,
      'server.address': host,
      'server.port': port,
      ...(table === undefined ? {} : { 'db.collection.name': table }),
    },
  };
}
