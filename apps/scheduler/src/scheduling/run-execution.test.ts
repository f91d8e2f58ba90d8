import { describe, expect, test } from 'vitest';
import { Attempt } from './run-execution.ts';
import type { Outcome, Work } from './job.ts';
import { VirtualTime } from './virtual-time.fixture.ts';

const SUCCESS: Outcome = { status: 'success', symbolsDone: 3 };

function begin(work: Work) {
  const time = new VirtualTime();
  const attempt = new Attempt({ work, timeoutMs: 20_000 }, time);
  return { time, attempt, outcome: attempt.perform() };
}

describe('one run', () => {
  test('ends as its work says and leaves no timer behind', async () => {
    const { time, outcome } = begin(async () => SUCCESS);
    expect(await outcome).toBe(SUCCESS);
    await time.advance(0);
    expect(time.pendingTimers).toBe(0);
  });

  test('is degraded by what its work throws, at once or later', async () => {
    const thrown = begin(() => {
      throw new Error('no market');
    });
    expect(await thrown.outcome).toMatchObject({ status: 'degraded', error: 'no market' });
    const rejected = begin(() => Promise.reject('no market'));
    expect(await rejected.outcome).toMatchObject({ status: 'degraded', error: 'no market' });
  });

  test('that outlasts its time-out is ended through its signal, and degraded', async () => {
    const { time, attempt, outcome } = begin(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    await time.advance(20_000);
    expect(await outcome).toMatchObject({ status: 'degraded', error: 'ended by its time-out of 20 s' });
    await attempt.released();
  });

  test('that outlasts its time-out says through whom it was to be done', async () => {
    const time = new VirtualTime();
    const work = () => new Promise<Outcome>(() => {});
    const outcome = new Attempt({ work, timeoutMs: 5000, through: 'qt-api' }, time).perform();
    await time.advance(5000);
    expect(await outcome).toMatchObject({
      errorsByProvider: { 'qt-api': 1 },
      error: 'qt-api: ended by its time-out of 5 s',
    });
  });

  test('whose work ignores its signal ends all the same, and is released when the work lets go', async () => {
    const work = Promise.withResolvers<Outcome>();
    const { time, attempt, outcome } = begin(() => work.promise);
    await time.advance(20_000);
    expect(await outcome).toMatchObject({ status: 'degraded' });
    let released = false;
    const release = attempt.released().then(() => {
      released = true;
    });
    await time.advance(1000);
    expect(released).toBe(false);
    work.resolve(SUCCESS);
    await release;
  });

  test('can be ended from outside', async () => {
    const { attempt, outcome } = begin(() => new Promise(() => {}));
    attempt.end('the scheduler stops');
    expect(await outcome).toMatchObject({ status: 'degraded', error: 'the scheduler stops' });
  });
});
