import { createHash, timingSafeEqual } from 'node:crypto';
import type { Access } from '@qt/contracts';
import { HttpProblem } from '../problem.ts';

/** The tokens that this service accepts. Without a token its surface is closed; the trader's is open instead. */
export interface Tokens {
  readonly admin: string | undefined;
  readonly service: string | undefined;
  readonly api: string | undefined;
}

export interface Credentials {
  readonly authorization: string | undefined;
  readonly adminToken: string | undefined;
}

/** Who calls: an administrator, a service or a trader by token, or anyone. */
export type Actor = 'admin' | 'service' | 'trader' | 'anyone';

/**
 * Checks a caller's token and returns who calls.
 *
 * @throws HttpProblem 401 `unauthorized`; 503 `surface_shut` where the token that would be needed is not set.
 */
export function admit(access: Access, given: Credentials, tokens: Tokens): Actor {
  const bearer = given.authorization?.replace(/^Bearer /i, '');
  switch (access) {
    case 'public':
      return 'anyone';
    case 'trader':
      if (tokens.api === undefined) return 'anyone';
      if (same(bearer, tokens.api)) return 'trader';
      throw refused('Authorization: expected Bearer with the API token', bearer);
    case 'service':
      if (same(bearer, tokens.service)) return 'service';
      if (tokens.service === undefined) throw shut('QT_SERVICE_TOKEN');
      throw refused('Authorization: expected Bearer with the service token', bearer);
    case 'admin':
      if (same(given.adminToken, tokens.admin)) return 'admin';
      if (same(bearer, tokens.service)) return 'service';
      if (tokens.admin === undefined) throw shut('QT_ADMIN_TOKEN');
      throw refused('X-Admin-Token: expected the admin token', given.adminToken);
  }
}

function refused(expected: string, actual: string | undefined): HttpProblem {
  return new HttpProblem(
    401,
    'unauthorized',
    `${expected}, actual ${actual === undefined ? 'nothing' : 'another one'}`,
  );
}

function shut(variable: string): HttpProblem {
  return new HttpProblem(
    503,
    'surface_shut',
    `${variable} is not set, so this surface is shut; set it and start again`,
  );
}

/** Compares in constant time: digests have the same length for any input. */
function same(given: string | undefined, expected: string | undefined): boolean {
  if (given === undefined || expected === undefined) return false;
  const digest = (token: string) => createHash('sha256').update(token).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
