import { randomFillSync } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The caller's id, if it is a UUID: anything else is not trusted. */
export function inboundRequestId(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && UUID.test(header) ? header : undefined;
}

const BYTES = 16;
/** Ids of one call for random bytes: of 64, each takes six times as long. */
const AT_ONCE = 512;
const DIGITS = Buffer.from('0123456789abcdef');
/** Where the text has a digit. */
const PLACES = [...'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'].flatMap((place, at) => (place === 'x' ? at : []));

/**
 * Creates random UUIDs (RFC 9562, version 4) as `crypto.randomUUID` does, but each as one piece of text. Its own are ropes of
 * twenty pieces, which the header and the access line have to join and garbage collection has to follow.
 */
export function requestIds(): () => string {
  const random = Buffer.alloc(AT_ONCE * BYTES);
  const text = Buffer.alloc(PLACES.length + 4, '-');
  let from = random.length;
  return () => {
    if (from === random.length) {
      randomFillSync(random);
      from = 0;
    }
    random[from + 6] = ((random[from + 6] as number) & 0x0f) | 0x40;
    random[from + 8] = ((random[from + 8] as number) & 0x3f) | 0x80;
    for (let at = 0; at < BYTES; at++) {
      const byte = random[from + at] as number;
      text[PLACES[2 * at] as number] = DIGITS[byte >> 4] as number;
      text[PLACES[2 * at + 1] as number] = DIGITS[byte & 0x0f] as number;
    }
    from += BYTES;
    return text.toString('latin1');
  };
}
