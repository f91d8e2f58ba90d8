import { expect, test } from 'vitest';
import { isOpening } from './opening.ts';

test.each([
  ['a browser on loopback or by https', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, true],
  ['a browser by plain http', { 'upgrade-insecure-requests': '1', accept: 'text/html' }, true],
  ['curl', { accept: '*/*' }, false],
  ['a probe that wants a page', { accept: 'text/html' }, false],
  ['a script that fetches it', { 'sec-fetch-mode': 'cors' }, false],
  ['a browser that only prepares', { 'sec-fetch-mode': 'navigate', 'sec-purpose': 'prefetch;prerender' }, false],
])('%s: %o opens the console: %s', (_, headers, opens) => {
  expect(isOpening(headers)).toBe(opens);
});
