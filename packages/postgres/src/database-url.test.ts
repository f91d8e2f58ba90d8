import { expect, test } from 'vitest';
import { isDatabaseUrl, placeOf } from './database-url.ts';

test.each([
  ['postgres://qt:secret@db.example.com:5432/qt', true],
  ['postgresql://db/qt?sslmode=verify-full', true],
  ['postgres://db/qt?options=-c%20search_path%3Dpublic', false],
  ['postgres://db/', false],
  ['postgres://db', false],
  ['mysql://db/qt', false],
  ['http://db/qt', false],
  ['.qt/scheduler.db', false],
])('%s may be a database: %j', (value, may) => {
  expect(isDatabaseUrl(value)).toBe(may);
});

test('a place has neither user nor password', () => {
  expect(placeOf('postgres://qt:secret@db/qt')).toBe('db:5432/qt');
});
