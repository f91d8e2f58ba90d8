export const REQUEST_ID_HEADER = 'x-request-id';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id that a caller gave its request, if it is one UUID: anything else is not trusted. */
export function inboundRequestId(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && UUID.test(header) ? header : undefined;
}
