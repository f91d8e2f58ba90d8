import type { Act } from '@qt/contracts';
import { expect, test } from 'vitest';
import { Confirmations } from './confirmations.ts';

const RELEASE: Act = { kind: 'kill_switch', enabled: false, reason: 'resolved' };

test('a confirmation is valid once, for a minute, for the same act of the same person', () => {
  let now = 0;
  const confirmations = new Confirmations(() => now);
  const { confirm, expiresAt } = confirmations.issue('anna', RELEASE);
  expect(expiresAt).toBe(60_000);
  expect(confirmations.redeem(confirm, 'ben', RELEASE)).toBe(false);
  expect(confirmations.redeem(confirm, 'anna', { ...RELEASE, reason: 'another' })).toBe(false);
  expect(confirmations.redeem('guessed', 'anna', RELEASE)).toBe(false);
  expect(confirmations.redeem(confirm, 'anna', RELEASE)).toBe(true);
  expect(confirmations.redeem(confirm, 'anna', RELEASE)).toBe(false);
  const late = confirmations.issue('anna', RELEASE);
  now = 60_000;
  expect(confirmations.redeem(late.confirm, 'anna', RELEASE)).toBe(false);
});

test('confirmations that nobody redeems do not pile up', () => {
  const confirmations = new Confirmations(() => 0);
  const first = confirmations.issue('anna', RELEASE);
  for (let one = 0; one < 100; one++) confirmations.issue('anna', RELEASE);
  expect(confirmations.redeem(first.confirm, 'anna', RELEASE)).toBe(false);
});
