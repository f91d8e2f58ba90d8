import { describe, expect, test } from 'vitest';
import { isOurHost, isOurOrigin } from './same-site.ts';

const ALLOWED = ['qt.example.com', 'desk.example.com:8443'];

describe('a host is ours', () => {
  test.each([
    ['127.0.0.1:8003', true],
    ['[::1]:8003', true],
    ['10.1.2.3', true],
    ['localhost:8003', true],
    ['LOCALHOST', true],
    ['risk-guard:8003', true],
    ['host.docker.internal:8003', true],
    ['qt-api.trading.svc', true],
    ['qt.example.com', true],
    ['qt.example.com:443', true],
    ['desk.example.com:8443', true],
    ['desk.example.com', false],
    ['evil.example.com', false],
    ['evil.example.com:8003', false],
    ['127.0.0.1.evil.example.com', false],
    ['localhost.evil.example.com:8003', false],
    ['127.0.0.1:8003@evil.example.com', false],
    ['', false],
  ])('%j: %j', (host, ours) => {
    expect(isOurHost(host, ALLOWED)).toBe(ours);
  });
});

describe('an origin is ours', () => {
  test.each([
    ['http://127.0.0.1:8003', true],
    ['https://desk.example.com:8443', true],
    ['http://127.0.0.1:9999', false],
    ['http://localhost:8003', false],
    ['https://evil.example.com', false],
    ['null', false],
    ['', false],
  ])('%j at 127.0.0.1:8003: %j', (origin, ours) => {
    expect(isOurOrigin(origin, '127.0.0.1:8003', ALLOWED)).toBe(ours);
  });
});
