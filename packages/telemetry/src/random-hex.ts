import { randomFillSync } from 'node:crypto';

/** Small: an id that is kept, of a span that waits for its export, keeps the text of its whole pool. */
const POOL_BYTES = 2048;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let text = '';
let at = 0;

/** So many random hexadecimal digits, out of a pool: filling and writing many at once costs a tenth of one after the other. */
export function randomHex(digits: number): string {
  if (at + digits > text.length) {
    text = randomFillSync(pool).toString('hex');
    at = 0;
  }
  at += digits;
  return text.slice(at - digits, at);
}

/** A random UUID, version 4 as in RFC 9562. */
export function randomUuid(): string {
  const hex = randomHex(32);
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
