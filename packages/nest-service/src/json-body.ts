import type { FastifyInstance } from 'fastify';
import { HttpProblem } from './problem.ts';

/** No contract nests deeper than a few levels; a parser or schema that recurses must not be led into the depth. */
export const DEEPEST_BODY = 32;

/** An escape of half a character of UTF-16, or of NUL, which PostgreSQL keeps in no text. */
const UNKEPT = /\\u(?:[dD][89a-fA-F]|0000)/;

/**
 * Reads JSON bodies as Fastify does, but refuses those that are nested too deeply, before they are parsed, and text that no
 * store, log or hash can keep as it is. An empty one counts as none: a route that needs a body refuses that itself, and
 * Binance's client sends one with each order.
 */
export function readJsonBodies(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    if (isDeeperThan(DEEPEST_BODY, body)) {
      return done(malformed(`at most ${DEEPEST_BODY} levels of brackets, actual more`));
    }
    if (!UNKEPT.test(body)) return parse(request, body, done);
    return parse(request, body, (error, parsed: unknown) => {
      if (error !== null || canBeKept(parsed)) return done(error, parsed);
      done(malformed('whole characters, actual half a surrogate pair or NUL'));
    });
  });
}

function malformed(expectation: string): HttpProblem {
  return new HttpProblem(400, 'malformed_request', `body: expected ${expectation}`);
}

function canBeKept(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, one]) => canBeKept(key) && canBeKept(one));
}

/** Whether brackets outside of strings are nested deeper than `levels`; the text need not be valid. */
export function isDeeperThan(levels: number, text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') {
      if (++depth > levels) return true;
    } else if (character === ']' || character === '}') depth--;
  }
  return false;
}
