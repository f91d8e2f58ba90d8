import { describe, expect, test } from 'vitest';
import type { RunOutcome, Work } from './job.ts';
import { RunExecution } from './run-execution.ts';
import { RUN } from './scheduler.fixture.ts';
import { VirtualTime } from './virtual-time.fixture.ts';

const SUCCESS: RunOutcome = { status: 'success', symbolsDone: 3 };

function begin(work: Work) {
  const time = new VirtualTime();
  const execution = new RunExecution({ work, timeoutMs: 20_000 }, time);
  return { time, execution, outcome: execution.execute(RUN) };
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
    const { time, execution, outcome } = begin(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    await time.advance(20_000);
    expect(await outcome).toMatchObject({ status: 'degraded', error: 'ended by its time-out of 20 s' });
    await execution.released();
  });

  test('that outlasts its time-out names the service it went through', async () => {
    const time = new VirtualTime();
    const work = () => new Promise<RunOutcome>(() => {});
    const outcome = new RunExecution({ work, timeoutMs: 5000, through: 'qt-api' }, time).execute(RUN);
    await time.advance(5000);
    expect(await outcome).toMatchObject({
      errorsByProvider: { 'qt-api': 1 },
      error: 'qt-api: ended by its time-out of 5 s',
    });
  });

  test('whose work ignores its signal still ends, and is released when the work returns', async () => {
    const work = Promise.withResolvers<RunOutcome>();
    const { time, execution, outcome } = begin(() => work.promise);
    await time.advance(20_000);
    expect(await outcome).toMatchObject({ status: 'degraded' });
    let released = false;
    const release = execution.released().then(() => {
      released = true;
    });
    await time.advance(1000);
    expect(released).toBe(false);
    work.resolve(SUCCESS);
    await release;
  });

  test('can be ended from outside', async () => {
    const { execution, outcome } = begin(() => new Promise(() => {}));
    execution.end('the scheduler stops');
    expect(await outcome).toMatchObject({ status: 'degraded', error: 'the scheduler stops' });
  });
});
