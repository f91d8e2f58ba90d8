import type { Attributes } from '@opentelemetry/api';

/** What a trace may say of a statement: nothing that was bound to it or written into it. */
export interface Statement {
  /** Operation and table, `SELECT orders`. */
  readonly name: string;
  readonly attributes: Attributes;
}

const LITERAL = /'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b/g;
/** The first table that a statement names. */
const TABLE = /\b(?:FROM|INTO|(?<!DO )UPDATE(?: OR \w+)?|TABLE(?: IF NOT EXISTS)?) +(\w+)/i;

/** By OpenTelemetry's conventions for databases. `namespace` is the name of the file. */
export function describeStatement(sql: string, namespace: string): Statement {
  const text = sql.trim().replace(/\s+/g, ' ').replace(LITERAL, '?');
  const operation = /^\w+/.exec(text)?.[0].toUpperCase() ?? 'UNKNOWN';
  const table = TABLE.exec(text)?.[1];
  const name = table === undefined ? operation : `${operation} ${table}`;
  return {
    name,
    attributes: {
      'db.system.name': 'sqlite',
      'db.namespace': namespace,
      'db.operation.name': operation,
      'db.query.summary': name,
      'db.query.text': text,
      ...(table === undefined ? {} : { 'db.collection.name': table }),
    },
  };
}
