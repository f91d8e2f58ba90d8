import { expect, test } from 'vitest';
import { overdue, table } from './table.ts';

test('states are in columns', () => {
  expect(
    table([
      { name: 'api', url: 'http://127.0.0.1:8000', state: 'ready' },
      { name: 'risk-guard', url: 'http://127.0.0.1:8003', state: 'starting' },
    ]),
  ).toBe(
    [
      'SERVICE     URL                    STATE',
      'api         http://127.0.0.1:8000  ready',
      'risk-guard  http://127.0.0.1:8003  starting',
    ].join('\n'),
  );
});

test('services that delay the start are reported after a while, not at once', () => {
  const states = [
    { name: 'api', url: 'http://127.0.0.1:8000', state: 'waits for model: none yet' },
    { name: 'risk-guard', url: 'http://127.0.0.1:8003', state: 'ready' },
  ];
  expect(overdue(states, 14_999)).toBeUndefined();
  expect(overdue(states, 15_000)).toBe('api');
  expect(overdue(states.slice(1), 15_000)).toBeUndefined();
});
