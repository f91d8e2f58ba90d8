import type { Access } from '@qt/contracts';
import { describe, expect, test } from 'vitest';
import { admit, type Tokens } from './access.ts';

const ANNA = 'the-token-of-anna';
const SCHEDULER = 'the-token-of-the-scheduler';
const API = 'the-api-token';
const tokens: Tokens = {
  operators: () => [
    { name: 'ben', token: 'the-token-of-ben' },
    { name: 'anna', token: ANNA },
  ],
  services: [{ name: 'scheduler', token: SCHEDULER }],
  api: API,
};
const none: Tokens = { operators: () => [], services: [], api: undefined };
const nobody = { authorization: undefined, adminToken: undefined };
const bearer = (token: string) => ({ ...nobody, authorization: `Bearer ${token}` });

describe('admit', () => {
  test.each<[Access, object, string]>([
    ['public', nobody, 'anyone'],
    ['trader', bearer(API), 'trader'],
    ['service', bearer(SCHEDULER), 'scheduler'],
    ['admin', { ...nobody, adminToken: ANNA }, 'anna'],
    ['admin_or_service', { ...nobody, adminToken: ANNA }, 'anna'],
    ['admin_or_service', bearer(SCHEDULER), 'scheduler'],
  ])('lets %s in by its token, and knows who it is', (access, given, actor) => {
    expect(admit(access, { ...nobody, ...given }, tokens)).toBe(actor);
  });

  test.each<[Access, object]>([
    ['trader', nobody],
    ['trader', bearer(SCHEDULER)],
    ['service', nobody],
    ['service', bearer(`${SCHEDULER}x`)],
    ['admin', nobody],
    ['admin', { ...nobody, adminToken: API }],
    ['admin', { ...nobody, adminToken: '' }],
    ['admin', bearer(ANNA)],
    ['admin', bearer(SCHEDULER)],
    ['admin', { ...nobody, adminToken: SCHEDULER }],
    ['admin_or_service', bearer(ANNA)],
  ])('refuses %s with %j', (access, given) => {
    expect(() => admit(access, { ...nobody, ...given }, tokens)).toThrow(expect.objectContaining({ status: 401 }));
  });

  test.each<[Access, string]>([
    ['admin', 'QT_ADMIN_TOKEN is not set'],
    ['admin_or_service', 'QT_ADMIN_TOKEN is not set'],
    ['service', 'QT_SERVICE_TOKEN is not set'],
  ])('shuts %s where its token is unset', (access, message) => {
    expect(() => admit(access, bearer('undefined'), none)).toThrow(
      expect.objectContaining({ status: 503, message: expect.stringContaining(message) }),
    );
  });

  test('lets anyone trade where no API token is set', () => {
    expect(admit('trader', nobody, none)).toBe('anyone');
  });
});
