const PROTOCOLS: readonly string[] = ['postgres:', 'postgresql:'];

/** What `QT_DATABASE_URL` must be, for messages. */
export const DATABASE_URL_FORM = 'a URL such as postgres://user:password@host:5432/qt, without options';

/**
 * Whether PostgreSQL could be reached by a URL of this form: it names server and database, and leaves `options`, by which
 * each service sets its own role and schema, to us.
 */
export function isDatabaseUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, pathname, searchParams } = new URL(value);
  return PROTOCOLS.includes(protocol) && hostname !== '' && /^\/[^/]+$/.test(pathname) && !searchParams.has('options');
}

/** The server and the database of a URL, without user and password: what a message may say. */
export function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
}
