import type { Operator } from '@qt/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fake } from '../../fake.fixture.ts';
import type { OpenSession } from './cookie-sessions.ts';
import { SessionWatch } from './session-watch.ts';
import type { TokenOwners } from './token-owners.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const ANNA: Operator = { name: 'anna', role: 'operator' };
const session = (change: Partial<OpenSession> = {}) =>
  fake<OpenSession>({ token: 'annas', operator: ANNA, secret: 'one', expiresAt: 60_000, ...change });

function setUp() {
  const owners = new Map<string, Operator>([['annas', ANNA]]);
  const asked: string[] = [];
  const verifiedNow = async (token: string) => {
    asked.push(token);
    return owners.get(token);
  };
  const watch = new SessionWatch(fake<TokenOwners>({ verifiedNow }), () => Date.now());
  const ends: string[] = [];
  const open = (name: string, given = session()) =>
    watch.watch(given, '127.0.0.1', (why) => void ends.push(`${name} ${why}`));
  return { watch, owners, asked, ends, open };
}
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

test('the pages of a withdrawn token hear of it within seconds, and the guard is asked once for all of them', async () => {
  const { owners, asked, ends, open } = setUp();
  open('first');
  open('second', session({ secret: 'two' }));
  await seconds(2);
  expect([asked, ends]).toEqual([['annas'], []]);
  owners.clear();
  await seconds(3);
  expect(ends).toEqual(['first withdrawn', 'second withdrawn']);
  const questions = asked.length;
  await seconds(9);
  expect([asked.length, ends.length]).toEqual([questions, 2]);
});

test('who signs out is signed out in every tab of that session, and in no other', async () => {
  const { watch, ends, open } = setUp();
  open('first');
  open('second');
  open('elsewhere', session({ secret: 'two' }));
  watch.signedOut('one');
  expect(ends).toEqual(['first signed_out', 'second signed_out']);
});

test('a session expires while its page is open', async () => {
  const { ends, open } = setUp();
  open('page', session({ expiresAt: 10_000 }));
  await seconds(9);
  expect(ends).toEqual([]);
  await seconds(4);
  expect(ends).toEqual(['page expired']);
});

test('a page that has gone is told nothing, and nobody is asked for it', async () => {
  const { watch, asked, ends, open } = setUp();
  const stop = open('page');
  await seconds(1);
  stop();
  const questions = asked.length;
  await seconds(9);
  watch.signedOut('one');
  expect([asked.length, ends]).toEqual([questions, []]);
});
