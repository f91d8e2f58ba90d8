/** The names of a list of columns. */
const namesIn = (columns: string) => columns.split(',').map((name) => name.trim());

/** `$1, $2, …`, one for each column. */
export function placesOf(columns: string): string {
  return namesIn(columns)
    .map((_, index) => `$${index + 1}`)
    .join(', ');
}

/** Rows as JSON, for `json_populate_recordset`; the values of each are in the order of the columns. */
export function recordsOf(columns: string, rows: readonly (readonly unknown[])[]): string {
  const names = namesIn(columns);
  return JSON.stringify(rows.map((row) => Object.fromEntries(row.map((value, index) => [names[index], value]))));
}
