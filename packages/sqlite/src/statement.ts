import type { Attributes } from '@opentelemetry/api';
import { statementSpan } from '@qt/catalogue';

/** A statement, as its span tells it. */
export interface Statement {
  readonly name: string;
  readonly attributes: Attributes;
}

/** By OpenTelemetry's conventions for databases. `namespace` is the name of the file. */
export function describeStatement(sql: string, namespace: string): Statement {
  const { name, attributes } = statementSpan(sql);
  return { name, attributes: { 'db.system.name': 'sqlite', 'db.namespace': namespace, ...attributes } };
}
