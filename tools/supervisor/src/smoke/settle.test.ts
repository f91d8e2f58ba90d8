import { expect, test } from 'vitest';
import { type Check, well, wrong } from './check.ts';
import { settle } from './settle.ts';

test('what becomes well in time is well, what does not is wrong, and a check that throws is wrong', async () => {
  let looks = 0;
  const checks: readonly Check[] = [
    { name: 'late', run: async () => (++looks < 2 ? wrong('not yet', 'wait') : well('now')) },
    { name: 'never', run: async () => wrong('no', 'look') },
    { name: 'throws', run: () => Promise.reject(new Error('nobody listens')) },
  ];
  const found = await settle(checks, 1200);
  expect(found.map(({ name, finding }) => [name, finding.ok, finding.detail])).toEqual([
    ['late', true, 'now'],
    ['never', false, 'no'],
    ['throws', false, 'nobody listens'],
  ]);
});
