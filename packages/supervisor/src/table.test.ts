import { expect, test } from 'vitest';
import { table } from './table.ts';

test('states stand in columns', () => {
  expect(
    table([
      { service: 'api', url: 'http://127.0.0.1:8000', state: 'ready' },
      { service: 'risk-guard', url: 'http://127.0.0.1:8003', state: 'starting' },
    ]),
  ).toBe(
    [
      'SERVICE     URL                    STATE',
      'api         http://127.0.0.1:8000  ready',
      'risk-guard  http://127.0.0.1:8003  starting',
    ].join('\n'),
  );
});
