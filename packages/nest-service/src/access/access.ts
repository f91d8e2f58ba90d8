import { createHash, timingSafeEqual } from 'node:crypto';
import type { Access, Role } from '@qt/contracts';
import { HttpProblem } from '../problem.ts';
import type { NamedToken } from './named-tokens.ts';
import type { OperatorTokens } from './operator-tokens.ts';
import { mayActAs, type Person } from './people.ts';

/** The tokens that this service accepts. Without one, its surface is closed, unless it is open to all who can reach it. */
export interface Tokens {
  /** Everybody with a token of his own. */
  readonly people: () => readonly Person[];
  readonly operators: OperatorTokens;
  readonly services: readonly NamedToken[];
  readonly openToTraders: boolean;
  readonly openToReaders: boolean;
}

export interface Credentials {
  readonly authorization: string | undefined;
  readonly adminToken: string | undefined;
  /** Of a person who has signed in at the console. */
  readonly sessionToken?: string | undefined;
}

/** Who calls: the name of a person or of a service, or `anyone`. */
export type Actor = string;

/**
 * Checks a caller's token and returns who calls.
 *
 * @throws HttpProblem 401 `unauthorized`; 403 `role_refused` to a person who may do less; 503 `surface_shut` where the token
 * that would be needed is not set.
 */
export function admit(access: Access, given: Credentials, tokens: Tokens): Actor {
  const bearer = given.authorization?.replace(/^Bearer /i, '');
  switch (access) {
    case 'public':
      return 'anyone';
    case 'reader':
      return tokens.openToReaders ? 'anyone' : admitReader(bearer, given, tokens);
    case 'trader':
      return tokens.openToTraders ? 'anyone' : admitAs('trader', bearer, tokens);
    case 'service':
      return ownerOf(bearer, tokens.services)?.name ?? refuseService(bearer, tokens);
    case 'admin':
      return admitAs('operator', given.adminToken, tokens);
    case 'admin_or_service':
      return ownerOf(bearer, tokens.services)?.name ?? admitAs('operator', given.adminToken, tokens);
    case 'person':
      return admitPerson(given.adminToken, tokens);
    case 'session':
      return ownerOf(given.sessionToken, tokens.people())?.name ?? refuseSession();
  }
}

const EXPECTED: Readonly<Record<'trader' | 'operator', string>> = {
  trader: 'Authorization: expected Bearer with the API token',
  operator: 'X-Admin-Token: expected the admin token',
};

/** The caller is known by a right token, and may not do this. */
export class RoleRefused extends HttpProblem {
  constructor(
    readonly actor: Actor,
    message: string,
  ) {
    super(403, 'role_refused', message);
  }
}

/** A known person whose role does not suffice gets 403, which does not count as a guessed token. */
function admitAs(role: 'trader' | 'operator', token: string | undefined, { people, operators }: Tokens): Actor {
  if (role === 'operator' && operators().length === 0) throw shut('QT_ADMIN_TOKEN');
  const owner = ownerOf(token, people());
  if (owner === undefined) throw refused(EXPECTED[role], token);
  if (mayActAs(role, owner)) return owner.name;
  throw new RoleRefused(owner.name, `role: expected ${article(role)}, actual ${owner.name}, ${article(owner.role)}`);
}

function admitPerson(token: string | undefined, tokens: Tokens): Actor {
  const people = tokens.people();
  if (people.length === 0) throw shut('QT_ADMIN_TOKEN');
  const owner = ownerOf(token, people);
  if (owner !== undefined) return owner.name;
  throw refused('X-Admin-Token: expected the token of a viewer, trader or operator', token);
}

function refuseSession(): never {
  throw new HttpProblem(401, 'not_signed_in', 'session: expected somebody who has signed in, actual nobody');
}

function admitReader(bearer: string | undefined, { adminToken, sessionToken }: Credentials, tokens: Tokens): Actor {
  const people = tokens.people();
  if (people.length + tokens.services.length === 0) throw shut('QT_ADMIN_TOKEN');
  const owner =
    ownerOf(adminToken, people) ?? ownerOf(sessionToken, people) ?? ownerOf(bearer, [...people, ...tokens.services]);
  if (owner !== undefined) return owner.name;
  throw refused(
    'X-Admin-Token or Authorization: expected a token, because others can reach this',
    adminToken ?? bearer,
  );
}

function article(role: Role): string {
  return role === 'operator' ? 'an operator' : `a ${role}`;
}

function refuseService(bearer: string | undefined, { services }: Tokens): never {
  if (services.length === 0) throw shut('QT_SERVICE_TOKEN');
  throw refused('Authorization: expected Bearer with the service token', bearer);
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
function ownerOf<T extends NamedToken>(given: string | undefined, tokens: readonly T[]): T | undefined {
  if (given === undefined) return undefined;
  const digest = digestOf(given);
  let owner: T | undefined;
  for (const one of tokens) {
    if (timingSafeEqual(digest, digestOf(one.token))) owner = one;
  }
  return owner;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
