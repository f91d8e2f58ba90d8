import type { NowSection } from '@qt/contracts';
import { expect, test } from 'vitest';
import { verdictOf } from './verdict.ts';

const trading = (allowed: boolean, state = 'active') =>
  ({
    health: {
      trading: {
        allowed,
        reason: allowed ? null : 'kill_switch',
        detail: 'kill switch: engaged by anna',
        since: '2026-01-01T12:00:00.000Z',
        reason_since: allowed ? null : '2026-01-01T12:05:00.000Z',
      },
    },
    risk: { ok: true, answer: { state } },
  }) as unknown as NowSection;

test('orders go out', () => {
  expect(verdictOf(trading(true), { state: 'live' })).toMatchObject({ is: 'allowed', headline: 'Orders go out' });
});

test('blocked says why and since when', () => {
  expect(verdictOf(trading(false), { state: 'live' })).toMatchObject({
    is: 'blocked',
    headline: 'Orders do not go out',
    reason: 'kill switch',
    since: '2026-01-01T12:05:00.000Z',
  });
  expect(verdictOf(trading(false, 'reducing'), { state: 'live' }).headline).toBe('Only exits go out');
});

test('an API that never answered is no verdict', () => {
  expect(verdictOf(undefined, { state: 'away', silentMs: 4_000 })).toMatchObject({
    is: 'unknown',
    headline: 'The API does not answer',
  });
});
