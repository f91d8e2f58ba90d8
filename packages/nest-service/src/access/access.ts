import { createHash, timingSafeEqual } from 'node:crypto';
import type { Access } from '@qt/contracts';
import { HttpProblem } from '../problem.ts';
import type { NamedToken } from './named-tokens.ts';
import type { OperatorTokens } from './operator-tokens.ts';

/** The tokens that this service accepts. Without a token its surface is closed; the trader's is open instead. */
export interface Tokens {
  readonly operators: OperatorTokens;
  readonly services: readonly NamedToken[];
  readonly api: string | undefined;
}

export interface Credentials {
  readonly authorization: string | undefined;
  readonly adminToken: string | undefined;
}

/** Who calls: the name of an operator or of a service, `trader`, or `anyone`. */
export type Actor = string;

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
      if (ownerOf(bearer, [{ name: 'trader', token: tokens.api }]) !== undefined) return 'trader';
      throw refused('Authorization: expected Bearer with the API token', bearer);
    case 'service':
      return ownerOf(bearer, tokens.services) ?? refuseService(bearer, tokens);
    case 'admin':
      return ownerOf(given.adminToken, tokens.operators()) ?? refuseOperator(given.adminToken, tokens);
    case 'admin_or_service':
      return (
        ownerOf(given.adminToken, tokens.operators()) ??
        ownerOf(bearer, tokens.services) ??
        refuseOperator(given.adminToken, tokens)
      );
  }
}

function refuseService(bearer: string | undefined, { services }: Tokens): never {
  if (services.length === 0) throw shut('QT_SERVICE_TOKEN');
  throw refused('Authorization: expected Bearer with the service token', bearer);
}

function refuseOperator(adminToken: string | undefined, { operators }: Tokens): never {
  if (operators().length === 0) throw shut('QT_ADMIN_TOKEN');
  throw refused('X-Admin-Token: expected the admin token', adminToken);
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

/** Whose token it is. Takes the same time whichever token is given: digests have one length, and all are compared. */
function ownerOf(given: string | undefined, tokens: readonly NamedToken[]): string | undefined {
  if (given === undefined) return undefined;
  const digest = digestOf(given);
  let owner: string | undefined;
  for (const { name, token } of tokens) {
    if (timingSafeEqual(digest, digestOf(token))) owner = name;
  }
  return owner;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
