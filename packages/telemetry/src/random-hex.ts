import { randomFillSync } from 'node:crypto';

/** Drawn at once: one call for many bytes costs a tenth of many calls. */
const drawn = Buffer.allocUnsafe(4096);
let next = drawn.length;

/** Takes so many random bytes and tells where they begin. */
function take(bytes: number): number {
  if (next + bytes > drawn.length) {
    randomFillSync(drawn);
    next = 0;
  }
  next += bytes;
  return next - bytes;
}

/**
 * Cuts texts from one that is made anew when it is used up, since making one is dear. It is short: a text that is kept
 * keeps the one that it was cut from.
 */
function cutting(make: () => string): (length: number) => string {
  let text = '';
  let at = 0;
  return (length) => {
    if (at + length > text.length) {
      text = make();
      at = 0;
    }
    at += length;
    return text.slice(at - length, at);
  };
}

const TEXT_BYTES = 256;

/** So many random hexadecimal digits, at most 512. */
export const randomHex = cutting(() => {
  const from = take(TEXT_BYTES);
  return drawn.toString('hex', from, from + TEXT_BYTES);
});

const DIGITS = Buffer.from('0123456789abcdef');
const DASH = 0x2d;
const UUID = 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx';
const uuids = Buffer.from(UUID.repeat(14));
/** Where the two digits of each byte stand. */
const PLACES = Array.from(uuids.keys()).filter((place) => uuids[place] !== DASH);

const cutUuid = cutting(() => {
  const from = take(PLACES.length / 2);
  for (let byte = 0; byte < PLACES.length / 2; byte++) {
    let value = drawn[from + byte] as number;
    if (byte % 16 === 6) value = (value & 0x0f) | 0x40;
    if (byte % 16 === 8) value = (value & 0x3f) | 0x80;
    uuids[PLACES[2 * byte] as number] = DIGITS[value >> 4] as number;
    uuids[PLACES[2 * byte + 1] as number] = DIGITS[value & 15] as number;
  }
  return uuids.toString('latin1');
});

/** A random UUID, version 4 as in RFC 9562. */
export const randomUuid = (): string => cutUuid(UUID.length);
