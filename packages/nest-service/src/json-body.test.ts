import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { isDeeperThan, readJsonBodies } from './json-body.ts';

test.each([
  ['[[]]', false],
  ['[[[]]]', true],
  ['{"a":{"b":{}}}', true],
  ['[][][][]', false],
  ['["[[[["]', false],
  ['["\\"[[[["]', false],
  ['["\\\\",[[', true],
  ['[[[', true],
])('%s is deeper than two levels: %j', (text, deeper) => {
  expect(isDeeperThan(2, text)).toBe(deeper);
});

test.each([
  [String.raw`{"reason":"\ud800"}`, 400],
  [String.raw`{"reason":["a\uDC00b"]}`, 400],
  [String.raw`{"\udfff":1}`, 400],
  [String.raw`{"reason":"\ud83d\ude00"}`, 200],
  ['{"reason":"😀"}', 200],
  ['{"reason":', 400],
])('%s is answered %i: half a character would not be the same in a store and in a hash', async (body, status) => {
  const server = fastify();
  readJsonBodies(server);
  server.post('/', async () => 'read');
  const headers = { 'content-type': 'application/json' };
  expect((await server.inject({ method: 'POST', url: '/', headers, body })).statusCode).toBe(status);
});
