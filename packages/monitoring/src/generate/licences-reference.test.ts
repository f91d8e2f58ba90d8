import { expect, test } from 'vitest';
import { isAllowed, licencesReference } from './licences-reference.ts';

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-or-later)', true],
  ['(MIT AND Zlib)', true],
  ['MIT AND AGPL-3.0-only', false],
  ['AGPL-3.0-only', false],
  ['GPL-3.0', false],
  ['SSPL-1.0', false],
  ['BUSL-1.1', false],
  ['Unknown', false],
  ['SEE LICENSE IN LICENSE.md', false],
])('%s is allowed: %j', (license, allowed) => {
  expect(isAllowed(license)).toBe(allowed);
});

test('a dependency under another licence fails, by name', () => {
  const dependencies = [
    { name: 'fine', license: 'MIT' },
    { name: 'grafana', license: 'AGPL-3.0-only' },
  ];
  expect(() => licencesReference(dependencies)).toThrow(/actual grafana: AGPL-3.0-only$/);
});

test('each dependency is named once, by licence; builds for one platform are not listed', () => {
  const names = ['b', 'a', 'b', 'tool-linux-x64', 'tool-win32-arm64', 'fsevents'];
  const { text } = licencesReference(names.map((name) => ({ name, license: 'MIT' })));
  expect(text).toContain('| MIT | 2 | a, b |');
});
