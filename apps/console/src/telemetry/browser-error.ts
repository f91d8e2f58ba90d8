import type { BrowserError } from '@qt/contracts';

/** A line of a stack trace that names a file of this page: `index-abc123.js:1:200`. */
const PLACE = /([\w.-]+\.\w+)(?:\?[^:\s]*)?:(\d+):(\d+)/;

/** An error by type and place. Its message stays here: it may quote what a person has typed. */
export function browserErrorOf(kind: BrowserError['kind'], thrown: unknown): BrowserError {
  const error_type = typeOf(thrown);
  const [, file, line, column] = PLACE.exec(stackOf(thrown)) ?? [];
  const at = file === undefined ? 'unknown' : `${file}:${line}:${column}`.slice(-120);
  return { kind, error_type, at, fingerprint: fingerprintOf(`${error_type} ${at}`) };
}

/** The message stands in the first lines of a stack, and may look like a place. */
function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  return (thrown.stack ?? '').replace(`${thrown.name}: ${thrown.message}`, '');
}

function typeOf(thrown: unknown): string {
  const name =
    thrown instanceof Error || thrown instanceof DOMException ? thrown.name : thrown === null ? 'null' : typeof thrown;
  return /^\w[\w.$-]{0,99}$/.test(name) ? name : 'Error';
}

/** FNV-1a of 32 bits, in hex. http://www.isthe.com/chongo/tech/comp/fnv/ */
function fingerprintOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
