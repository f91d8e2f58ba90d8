import { expect, test } from 'vitest';
import { reaches } from './roles.ts';

test('each role does what the ones before it do, and no more', () => {
  const roles = ['viewer', 'trader', 'operator'] as const;
  expect(roles.map((role) => roles.filter((needed) => reaches(role, needed)))).toEqual([
    ['viewer'],
    ['viewer', 'trader'],
    ['viewer', 'trader', 'operator'],
  ]);
});
