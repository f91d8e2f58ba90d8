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

/** Short: an id that is kept keeps the text that it was cut from. */
const TEXT_BYTES = 256;
let text = '';
let at = 0;

/** So many random hexadecimal digits, at most 512. */
export function randomHex(digits: number): string {
  if (at + digits > text.length) {
    const from = take(TEXT_BYTES);
    text = drawn.toString('hex', from, from + TEXT_BYTES);
    at = 0;
  }
  at += digits;
  return text.slice(at - digits, at);
}

const DIGITS = Buffer.from('0123456789abcdef');
const DASH = 0x2d;
const uuid = Buffer.from('xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx');
/** Where the two digits of each byte stand. */
const PLACES = Array.from(uuid.keys()).filter((place) => uuid[place] !== DASH);

/** A random UUID, version 4 as in RFC 9562. */
export function randomUuid(): string {
  const from = take(16);
  drawn[from + 6] = ((drawn[from + 6] as number) & 0x0f) | 0x40;
  drawn[from + 8] = ((drawn[from + 8] as number) & 0x3f) | 0x80;
  for (let byte = 0; byte < 16; byte++) {
    const value = drawn[from + byte] as number;
    uuid[PLACES[2 * byte] as number] = DIGITS[value >> 4] as number;
    uuid[PLACES[2 * byte + 1] as number] = DIGITS[value & 15] as number;
  }
  return uuid.toString('latin1');
}
