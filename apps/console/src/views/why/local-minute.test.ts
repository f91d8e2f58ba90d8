import { expect, test } from 'vitest';
import { localMinute } from './local-minute.ts';

test('a local minute is read back as the instant of its start', () => {
  const at = Date.parse('2026-01-02T03:04:05.678Z');
  expect(new Date(localMinute(at)).toISOString()).toBe('2026-01-02T03:04:00.000Z');
});
