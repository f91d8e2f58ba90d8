import { ROLES, type Role } from '@qt/contracts';
import { type NamedToken, parseNamedTokens } from './named-tokens.ts';

/** Somebody with a token of his own. */
export interface Person extends NamedToken {
  readonly role: Role;
}

/** Everybody whose token is valid now. */
export type People = () => readonly Person[];

/** Whether the role of a person includes this one: viewer, trader, operator, in ascending order. */
export function mayActAs(role: Role, { role: actual }: Pick<Person, 'role'>): boolean {
  return ROLES.indexOf(actual) >= ROLES.indexOf(role);
}

const WITH_ROLE = /^(.*):(viewer|trader|operator)$/;

/**
 * Parses `anna:token,ben:token:viewer`: named tokens, each with a role after it or with the one that goes without saying.
 * Returns what is wrong as text, without a token.
 */
export function parsePeople(text: string, mayBeCalled: (name: string) => boolean, otherwise: Role): Person[] | string {
  const roles = new Map<string, Role>();
  const tokens = parseNamedTokens(text, mayBeCalled, (given) => {
    const [, token = given, role = otherwise] = WITH_ROLE.exec(given) ?? [];
    roles.set(token, role as Role);
    return token;
  });
  if (typeof tokens === 'string') return tokens;
  return tokens.map((one) => ({ ...one, role: roles.get(one.token) ?? otherwise }));
}
