/**
 * Arithmetic that gives the same bits on every machine: only + - * / and sqrt, which IEEE 754 rounds exactly, and
 * 32-bit integer hashing. `Math.exp` and the like may differ in the last bit between engines.
 */

/** A 32-bit hash of integers (MurmurHash3, one word each): well mixed, so neighbouring minutes are independent. */
export function hash(...words: readonly number[]): number {
  return finish(stir(0, words));
}

/** The state of a hash after one more word, which `finish` turns into a hash. For hashes with a common prefix. */
export function absorb(state: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = state ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

/** The state of a hash after more words. */
export function stir(state: number, words: readonly number[]): number {
  let h = state;
  for (const word of words) h = absorb(h, word);
  return h;
}

function finish(state: number): number {
  let h = state ^ (state >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A 32-bit hash of a text's UTF-16 units. */
export function hashText(text: string): number {
  return hash(...Array.from(text, (_, index) => text.charCodeAt(index)));
}

/** The hash of these integers as a number in [0, 1). */
export function uniform(...words: readonly number[]): number {
  return hash(...words) / 0x1_0000_0000;
}

/** The hash of these integers as an integer in [low, high]. */
export function between(low: number, high: number, ...words: readonly number[]): number {
  return low + Math.floor(uniform(...words) * (high - low + 1));
}

/** The state of a hash as a bell-shaped number: mean 0, deviation 1, within ±3.5. */
export function bellAt(state: number): number {
  const a = finish(absorb(state, 1));
  const b = finish(absorb(state, 2));
  const sum = (a & 0xffff) + (a >>> 16) + (b & 0xffff) + (b >>> 16);
  return (sum / 0x1_0000 - 2) * Math.sqrt(3);
}

/** As `uniform`, from the state of a hash. */
export function uniformAt(state: number): number {
  return finish(state) / 0x1_0000_0000;
}

/** e to the power x, for |x| up to about 3. */
export function exp(x: number): number {
  const quarter = x / 4;
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 16; n++) {
    term = (term * quarter) / n;
    sum += term;
  }
  const squared = sum * sum;
  return squared * squared;
}

/** The nearest multiple of 10^-decimals. */
export function roundTo(value: number, decimals: number): number {
  const scale = POWERS_OF_TEN[decimals] ?? 1;
  return Math.round(value * scale) / scale;
}

const POWERS_OF_TEN = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
