import { expect, test } from 'vitest';
import { boundaryViolations, type WorkspacePackage } from './boundary-violations.ts';

const known = ['app', 'storage', 'tool'];
const api: WorkspacePackage = { name: '@qt/api', folder: 'apps/api', tags: ['app'], dependencies: ['@qt/sqlite'] };
const sqlite: WorkspacePackage = { name: '@qt/sqlite', folder: 'packages/sqlite', tags: ['storage'], dependencies: [] };
const bench: WorkspacePackage = { name: '@qt/bench', folder: 'tools/bench', tags: ['tool'], dependencies: ['@qt/api'] };

test('packages with known tags and run-time dependencies pass', () => {
  expect(boundaryViolations([api, sqlite, bench], known)).toEqual([]);
});

test.each<[string, WorkspacePackage, string]>([
  ['no tag', { ...sqlite, tags: [] }, 'packages/sqlite/turbo.json: expected one tag, actual none'],
  [
    'an unknown tag',
    { ...sqlite, tags: ['db'] },
    "packages/sqlite/turbo.json: expected a tag out of app, storage, tool, actual 'db'",
  ],
  [
    'two tags',
    { ...sqlite, tags: ['app', 'storage'] },
    'packages/sqlite/turbo.json: expected one tag, actual app, storage',
  ],
  [
    'a tool at run time',
    { ...sqlite, dependencies: ['@qt/bench'] },
    'packages/sqlite/package.json: expected @qt/bench in devDependencies, because @qt/sqlite runs in production',
  ],
])('a package with %s is named', (_, violating, sentence) => {
  expect(boundaryViolations([api, violating, bench], known)).toEqual([sentence]);
});
