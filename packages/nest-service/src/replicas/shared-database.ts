/** The database that the replicas of a service share, as the one that leads opens it. */
export interface SharedDatabase {
  readonly url: string;
  /** In which this replica leads. */
  readonly term: number;
}

/**
 * Of a service with this `QT_DATABASE_URL`; null: it is alone on SQLite.
 *
 * @throws Error for a URL without a term: only who leads may write
 */
export function sharedDatabase(url: string | undefined, term: number | undefined): SharedDatabase | null {
  if (url === undefined) return null;
  if (term === undefined) throw new Error('QT_DATABASE_URL: expected the term of a replica that leads, actual none');
  return { url, term };
}
