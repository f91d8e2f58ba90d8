import type { Attributes } from '@opentelemetry/api';
import { statementSpan } from '@qt/catalogue';

/** A statement, as its span tells it. */
export interface Statement {
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

/** By OpenTelemetry's conventions for PostgreSQL: the namespace is database and schema. */
export function describeStatement(sql: string, { database, schema, host, port }: Namespace): Statement {
  const { name, attributes } = statementSpan(sql);
  const where = { 'db.namespace': `${database}|${schema}`, 'server.address': host, 'server.port': port };
  return { name, attributes: { 'db.system.name': 'postgresql', ...where, ...attributes } };
}
