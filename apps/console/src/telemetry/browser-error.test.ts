import { expect, test } from 'vitest';
import { browserErrorOf } from './browser-error.ts';

function thrown(message: string, stack: string): Error {
  const error = new TypeError(message);
  error.stack = `TypeError: ${message}\n${stack}`;
  return error;
}
const STACK = '    at draw (http://localhost:8000/assets/index-Ab_1-x.js:12:345)\n    at other.js:1:1';

test('an error is known by its type and its place, and says nothing of its message', () => {
  const error = browserErrorOf('error', thrown('the token my-secret at evil.js:1:2', STACK));
  expect(error).toMatchObject({ kind: 'error', error_type: 'TypeError', at: 'index-Ab_1-x.js:12:345' });
  expect(JSON.stringify(error)).not.toContain('secret');
  expect(browserErrorOf('rejection', thrown('another', STACK)).fingerprint).toBe(error.fingerprint);
});

test.each([['text'], [undefined], [{ name: 'a sentence' }]])('whatever else is thrown has a type: %s', (value) => {
  expect(browserErrorOf('rejection', value)).toMatchObject({ error_type: typeof value, at: 'unknown' });
});
