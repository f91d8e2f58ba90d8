/** A row of either database. SQLite has flags as 0 and 1, and PostgreSQL large whole numbers as text. */
export type Row = Readonly<Record<string, unknown>>;

/** Whether the flag in this column is set. */
export function isSet(row: Row, column: string): boolean {
  return Number(row[column]) === 1;
}
