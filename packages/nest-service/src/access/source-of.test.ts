import { expect, test } from 'vitest';
import { sourceOf } from './source-of.ts';

const services = [{ name: 'api', token: 'the-token-of-the-api' }];
const from = (headers: Record<string, string>) => sourceOf({ ip: '10.0.0.1', headers }, services);
const authorization = 'Bearer the-token-of-the-api';

test.each<[string, Record<string, string>, string]>([
  ['the address of the caller', {}, '10.0.0.1'],
  ['that which a service passes on', { authorization, 'x-forwarded-for': '203.0.113.9' }, '203.0.113.9 by api'],
  ['the same of IPv6', { authorization, 'x-forwarded-for': '2001:db8::1' }, '2001:db8::1 by api'],
  ['not what anybody says', { 'x-forwarded-for': '203.0.113.9' }, '10.0.0.1'],
  ['not by another token', { authorization: 'Bearer guessed', 'x-forwarded-for': '203.0.113.9' }, '10.0.0.1'],
  ['nothing but an address', { authorization, 'x-forwarded-for': '203.0.113.9, 10.1.1.1' }, '10.0.0.1'],
])('where a try comes from: %s', (_, headers, source) => {
  expect(from(headers)).toBe(source);
});
