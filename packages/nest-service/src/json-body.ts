import type { FastifyInstance } from 'fastify';
import { HttpProblem } from './problem.ts';

/** No contract nests deeper than a few levels; a parser or schema that recurses must not be led into the depth. */
export const DEEPEST_BODY = 32;

/**
 * Reads JSON bodies as Fastify does, but refuses those that are nested too deeply before they are parsed, and takes an empty
 * one for none: a route that needs a body refuses that itself, and Binance's client sends one with each order.
 */
export function limitBodyDepth(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    if (!isDeeperThan(DEEPEST_BODY, body)) return parse(request, body, done);
    const message = `body: expected at most ${DEEPEST_BODY} levels of brackets, actual more`;
    done(new HttpProblem(400, 'malformed_request', message));
  });
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
