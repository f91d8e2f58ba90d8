import type { Access } from '@qt/contracts';
import { describe, expect, test } from 'vitest';
import { admit, type Tokens } from './access.ts';
import type { Person } from './people.ts';

const ANNA = 'the-token-of-anna';
const SCHEDULER = 'the-token-of-the-scheduler';
const API = 'the-api-token';
const VERA = 'the-token-of-vera';
const OPERATORS: readonly Person[] = [
  { name: 'ben', role: 'operator', token: 'the-token-of-ben' },
  { name: 'anna', role: 'operator', token: ANNA },
];
const tokens: Tokens = {
  people: () => [
    ...OPERATORS,
    { name: 'vera', role: 'viewer', token: VERA },
    { name: 'trader', role: 'trader', token: API },
  ],
  operators: () => OPERATORS,
  services: [{ name: 'scheduler', token: SCHEDULER }],
  openToTraders: false,
  openToReaders: false,
};
const none: Tokens = {
  people: () => [],
  operators: () => [],
  services: [],
  openToTraders: false,
  openToReaders: false,
};
const viewer = { name: 'vera', role: 'viewer' } as const;
const operator = { name: 'anna', role: 'operator' } as const;
const nobody = { authorization: undefined, adminToken: undefined };
const bearer = (token: string) => ({ ...nobody, authorization: `Bearer ${token}` });

describe('admit', () => {
  test.each<[Access, object, string]>([
    ['public', nobody, 'anyone'],
    ['trader', bearer(API), 'trader'],
    ['trader', bearer(ANNA), 'anna'],
    ['reader', bearer(API), 'trader'],
    ['reader', bearer(VERA), 'vera'],
    ['reader', bearer(SCHEDULER), 'scheduler'],
    ['reader', { ...nobody, adminToken: VERA }, 'vera'],
    ['reader', { ...nobody, adminToken: ANNA }, 'anna'],
    ['service', bearer(SCHEDULER), 'scheduler'],
    ['admin', { ...nobody, adminToken: ANNA }, 'anna'],
    ['admin_or_service', { ...nobody, adminToken: ANNA }, 'anna'],
    ['admin_or_service', bearer(SCHEDULER), 'scheduler'],
    ['person', { ...nobody, adminToken: VERA }, 'vera'],
    ['person', { ...nobody, verified: viewer }, 'vera'],
    ['admin', { ...nobody, verified: operator }, 'anna'],
    ['session', { ...nobody, session: viewer }, 'vera'],
    ['reader', { ...nobody, session: viewer }, 'vera'],
    ['trader', { ...nobody, session: operator }, 'anna'],
  ])('lets %s in by its token, and knows who it is', (access, given, actor) => {
    expect(admit(access, { ...nobody, ...given }, tokens)).toBe(actor);
  });

  test.each<[Access, object]>([
    ['trader', nobody],
    ['trader', bearer(SCHEDULER)],
    ['reader', nobody],
    ['reader', bearer('another token')],
    ['reader', { ...nobody, adminToken: SCHEDULER }],
    ['service', nobody],
    ['service', bearer(`${SCHEDULER}x`)],
    ['admin', nobody],
    ['admin', { ...nobody, adminToken: '' }],
    ['admin', bearer(ANNA)],
    ['admin', bearer(SCHEDULER)],
    ['admin', { ...nobody, adminToken: SCHEDULER }],
    ['admin_or_service', bearer(ANNA)],
    ['person', bearer(VERA)],
    ['person', { ...nobody, adminToken: SCHEDULER }],
    ['session', bearer(VERA)],
    ['session', nobody],
  ])('refuses %s with %j', (access, given) => {
    expect(() => admit(access, { ...nobody, ...given }, tokens)).toThrow(expect.objectContaining({ status: 401 }));
  });

  test.each<[Access, object, string]>([
    ['admin', { ...nobody, adminToken: API }, 'role: expected an operator, actual trader, a trader'],
    ['admin', { ...nobody, adminToken: VERA }, 'role: expected an operator, actual vera, a viewer'],
    ['admin_or_service', { ...nobody, adminToken: VERA }, 'role: expected an operator, actual vera, a viewer'],
    ['admin', { ...nobody, verified: viewer }, 'role: expected an operator, actual vera, a viewer'],
    ['trader', bearer(VERA), 'role: expected a trader, actual vera, a viewer'],
    ['trader', { ...nobody, session: viewer }, 'role: expected a trader, actual vera, a viewer'],
  ])('tells a person on %s with %j that the role does not suffice', (access, given, message) => {
    expect(() => admit(access, { ...nobody, ...given }, tokens)).toThrow(
      expect.objectContaining({ status: 403, code: 'role_refused', message }),
    );
  });

  test.each<[Access, string]>([
    ['reader', 'QT_ADMIN_TOKEN is not set'],
    ['admin', 'QT_ADMIN_TOKEN is not set'],
    ['admin_or_service', 'QT_ADMIN_TOKEN is not set'],
    ['person', 'QT_ADMIN_TOKEN is not set'],
    ['service', 'QT_SERVICE_TOKEN is not set'],
  ])('shuts %s where its token is unset', (access, message) => {
    expect(() => admit(access, bearer('undefined'), none)).toThrow(
      expect.objectContaining({ status: 503, message: expect.stringContaining(message) }),
    );
  });

  test('lets anyone read where only this machine can reach it', () => {
    expect(admit('reader', nobody, { ...none, openToReaders: true })).toBe('anyone');
  });

  test('lets anyone trade where no API token is set, but no viewer who has signed in', () => {
    expect(admit('trader', nobody, { ...none, openToTraders: true })).toBe('anyone');
    expect(() => admit('trader', { ...nobody, session: viewer }, { ...none, openToTraders: true })).toThrow(
      expect.objectContaining({ status: 403 }),
    );
  });
});
