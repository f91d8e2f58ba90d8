import type { Role } from '@qt/contracts';

/** Each may do what the ones before it may. */
const ROLES: readonly Role[] = ['viewer', 'trader', 'operator'];

/** Whether a role includes another one. */
export function reaches(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
