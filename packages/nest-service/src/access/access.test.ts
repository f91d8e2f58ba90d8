import type { Access } from '@qt/contracts';
import { describe, expect, test } from 'vitest';
import { admit } from './access.ts';

const tokens = { admin: 'the-admin-token', service: 'the-service-token', api: 'the-api-token' };
const none = { admin: undefined, service: undefined, api: undefined };
const nobody = { authorization: undefined, adminToken: undefined };
const bearer = (token: string) => ({ ...nobody, authorization: `Bearer ${token}` });

describe('admit', () => {
  test.each<[Access, object, string]>([
    ['public', nobody, 'anyone'],
    ['trader', bearer(tokens.api), 'trader'],
    ['service', bearer(tokens.service), 'service'],
    ['admin', { ...nobody, adminToken: tokens.admin }, 'admin'],
    ['admin', bearer(tokens.service), 'service'],
  ])('lets %s in by its token', (access, given, actor) => {
    expect(admit(access, { ...nobody, ...given }, tokens)).toBe(actor);
  });

  test.each<[Access, object]>([
    ['trader', nobody],
    ['trader', bearer(tokens.service)],
    ['service', nobody],
    ['service', bearer(`${tokens.service}x`)],
    ['admin', nobody],
    ['admin', { ...nobody, adminToken: tokens.api }],
    ['admin', bearer(tokens.admin)],
  ])('refuses %s with %j', (access, given) => {
    expect(() => admit(access, { ...nobody, ...given }, tokens)).toThrow(expect.objectContaining({ status: 401 }));
  });

  test.each<[Access, string]>([
    ['admin', 'QT_ADMIN_TOKEN is not set'],
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
