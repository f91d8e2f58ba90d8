import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AdminTry } from './admin-audit.ts';
import { AuditedTries } from './audited-tries.ts';

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) }));
afterEach(() => vi.useRealTimers());

function setUp() {
  const recorded: AdminTry[] = [];
  return { recorded, tries: new AuditedTries({ record: (attempt) => void recorded.push(attempt) }, Date.now) };
}
const wrong = { route: 'POST /reset', source: '10.0.0.1', actor: 'unknown', detail: 'another token' } as const;

test('a flood is ten entries and, within a minute, a sum', async () => {
  const { recorded, tries } = setUp();
  for (let n = 0; n < 500; n++) await tries.refused(wrong);
  expect(recorded).toHaveLength(10);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(recorded[10]).toEqual({
    route: 'several',
    actor: 'unknown',
    accepted: false,
    detail: '490 more refused from 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:00.000Z, by 10.0.0.1 (490)',
  });
});

test('an accepted attempt is always an entry', async () => {
  const { recorded, tries } = setUp();
  for (let n = 0; n < 100; n++) await tries.accepted({ ...wrong, actor: 'anna' });
  expect(recorded).toHaveLength(100);
});

test('what is counted is not lost by a stop', async () => {
  const { recorded, tries } = setUp();
  for (let n = 0; n < 12; n++) await tries.refused(wrong);
  await tries.close();
  expect(recorded.at(-1)?.detail).toMatch(/^2 more refused/);
});
