import { type Access, bearerToken, type Operator, type Role } from '@qt/contracts';
import { HttpProblem } from '../problem.ts';
import type { NamedToken } from './named-tokens.ts';
import type { OperatorTokens } from './operator-tokens.ts';
import { ownerOf } from './owner-of.ts';
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
  /** Whose `X-Admin-Token` it is, where the service that knows these tokens was asked. */
  readonly verified?: Operator | undefined;
  /** Who has signed in at the console. */
  readonly session?: Operator | undefined;
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
  const bearer = bearerToken(given.authorization);
  switch (access) {
    case 'public':
      return 'anyone';
    case 'reader':
      return tokens.openToReaders ? 'anyone' : admitReader(bearer, given, tokens);
    case 'trader':
      return admitTrader(bearer, given.session, tokens);
    case 'service':
      return ownerOf(bearer, tokens.services)?.name ?? refuseService(bearer, tokens);
    case 'admin':
      return admitOperator(given, tokens);
    case 'admin_or_service':
      return ownerOf(bearer, tokens.services)?.name ?? admitOperator(given, tokens);
    case 'person':
      return given.verified?.name ?? admitPerson(given.adminToken, tokens);
    case 'session':
      return given.session?.name ?? refuseSession();
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
  return requireRole(role, owner);
}

function requireRole(role: 'trader' | 'operator', person: Operator): Actor {
  if (mayActAs(role, person)) return person.name;
  throw new RoleRefused(person.name, `role: expected ${article(role)}, actual ${person.name}, ${article(person.role)}`);
}

function admitOperator({ verified, adminToken }: Credentials, tokens: Tokens): Actor {
  return verified === undefined ? admitAs('operator', adminToken, tokens) : requireRole('operator', verified);
}

/** Who has signed in has his role also where everybody on this machine may trade. */
function admitTrader(bearer: string | undefined, session: Operator | undefined, tokens: Tokens): Actor {
  if (bearer === undefined && session !== undefined) return requireRole('trader', session);
  return tokens.openToTraders ? 'anyone' : admitAs('trader', bearer, tokens);
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

function admitReader(bearer: string | undefined, { adminToken, session }: Credentials, tokens: Tokens): Actor {
  const people = tokens.people();
  if (people.length + tokens.services.length === 0) throw shut('QT_ADMIN_TOKEN');
  const owner = session ?? ownerOf(adminToken, people) ?? ownerOf(bearer, [...people, ...tokens.services]);
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
