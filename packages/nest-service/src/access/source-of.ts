import { isIP } from 'node:net';
import { bearerToken } from '@qt/contracts';
import type { FastifyRequest } from 'fastify';
import type { NamedToken } from './named-tokens.ts';
import { ownerOf } from './owner-of.ts';

/**
 * Where a try comes from, for its limit and its audit: the address of the caller; or, where that is a service by its token,
 * the address that it passes on for its own caller. The name of the service stands beside that, so that whatever it says
 * uses up nobody else's allowance.
 */
export function sourceOf({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>, services: readonly NamedToken[]) {
  const passedOn = headers['x-forwarded-for'];
  if (typeof passedOn !== 'string' || isIP(passedOn) === 0) return ip;
  const caller = ownerOf(bearerToken(headers.authorization), services);
  return caller === undefined ? ip : `${passedOn} by ${caller.name}`;
}
