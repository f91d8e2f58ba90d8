import { randomFillSync } from 'node:crypto';

/** Drawn at once: one call for many bytes costs a tenth of many calls. */
const drawn = Buffer.allocUnsafe(4096);
/** The same as ASCII digits. Ids are copies of parts of it: slices of one text would keep all of it in memory. */
const digits = Buffer.allocUnsafe(2 * drawn.length);
let at = digits.length;

/** Takes so many random digits and tells where they begin. */
function take(count: number): number {
  if (at + count > digits.length) {
    digits.write(randomFillSync(drawn).toString('hex'), 'latin1');
    at = 0;
  }
  at += count;
  return at - count;
}

/** So many random hexadecimal digits. */
export function randomHex(count: number): string {
  const from = take(count);
  return digits.toString('latin1', from, from + count);
}

const uuid = Buffer.from('xxxxxxxx-xxxx-4xxx-Nxxx-xxxxxxxxxxxx');
const PLACES = Array.from(uuid.keys()).filter((place) => uuid[place] !== 0x2d);
const VERSION = 14;
const VARIANT = 19;
const VARIANT_DIGITS = Buffer.from('89ab');

/** A random UUID, version 4 as in RFC 9562. */
export function randomUuid(): string {
  let from = take(PLACES.length);
  for (const place of PLACES) uuid[place] = digits[from++] as number;
  uuid[VERSION] = 0x34;
  const digit = uuid[VARIANT] as number;
  // By the digit's value: in ASCII, letters lie one off in their last two bits.
  uuid[VARIANT] = VARIANT_DIGITS[(digit + (digit >> 6)) & 3] as number;
  return uuid.toString('latin1');
}
