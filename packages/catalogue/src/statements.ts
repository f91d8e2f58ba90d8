/** Text and numbers; not `$1`, which says nothing. */
const LITERAL = /'(?:[^']|'')*'|(?<!\$)\b\d+(?:\.\d+)?\b/g;
/** The first table that a statement names. */
const TABLE = /\b(?:FROM|INTO|(?<!DO |FOR )UPDATE(?: OR \w+)?|TABLE(?: IF NOT EXISTS)?) +(\w+)/i;

/** What a trace may say of an SQL statement: nothing that was bound to it or written into it. */
export interface StatementSpan {
  /** Operation and table, `SELECT orders`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** By OpenTelemetry's conventions for databases; which database it is, its engine adds. */
export function statementSpan(sql: string): StatementSpan {
  const text = sql.trim().replace(/\s+/g, ' ').replace(LITERAL, '?');
  const operation = /^\w+/.exec(text)?.[0].toUpperCase() ?? 'UNKNOWN';
  const table = TABLE.exec(text)?.[1];
  const name = table === undefined ? operation : `${operation} ${table}`;
  return {
    name,
    attributes: {
      'db.operation.name': operation,
      'db.query.summary': name,
      'db.query.text': text,
      ...(table === undefined ? {} : { 'db.collection.name': table }),
    },
  };
}
