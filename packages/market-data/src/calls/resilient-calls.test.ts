import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FailureKind, ProviderFailure, UnknownSymbol } from '../failures.ts';
import type { Call } from './call.ts';
import { type ResilientCalls, type ResilientCallsOptions, resilientCalls } from './resilient-calls.ts';

const call: Call = { operation: 'prices', symbols: ['BTCUSDT'], signal: undefined };
const opened: string[] = [];
const closed: number[] = [];
let guard: ResilientCalls;

function guarded(overrides: Partial<ResilientCallsOptions> = {}): ResilientCalls {
  return resilientCalls({
    provider: 'binance',
    now: Date.now,
    random: () => 0,
    retries: 2,
    pauseMs: 200,
    failuresToOpen: 3,
    openMs: 120_000,
    events: { opened: (error) => opened.push(error), closed: (seconds) => closed.push(seconds) },
    ...overrides,
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 5) });
  opened.length = 0;
  closed.length = 0;
  guard = guarded();
});
afterEach(() => {
  vi.useRealTimers();
});

const failing = (kind: FailureKind = 'http', details = { status: 500 }) =>
  vi.fn<() => Promise<string>>(async () => {
    throw new ProviderFailure('binance', kind, 'down', details);
  });

/** Runs a call to its end, skipping its pauses. */
async function outcome(work: () => Promise<string>, under = guard): Promise<unknown> {
  let done = false;
  const settled = under
    .policy(call, work)
    .catch((error: unknown) => error)
    .finally(() => {
      done = true;
    });
  await vi.advanceTimersByTimeAsync(0);
  while (!done) await vi.advanceTimersByTimeAsync(10);
  return settled;
}
async function failCalls(count: number, under = guard): Promise<void> {
  for (let made = 0; made < count; made += 1) await outcome(failing(), under);
}

test('tries a call three times', async () => {
  const work = failing();
  expect(await outcome(work)).toMatchObject({ kind: 'http' });
  expect(work).toHaveBeenCalledTimes(3);
});

test('returns the answer of the second attempt', async () => {
  const work = failing();
  work.mockImplementationOnce(failing()).mockImplementationOnce(async () => 'answer');
  expect(await outcome(work)).toBe('answer');
});

test.each([
  [0, [100, 200]],
  [0.5, [150, 300]],
  [1, [200, 400]],
])('pauses between attempts with jitter: %d gives %j ms', async (random, pauses) => {
  const times: number[] = [];
  const work = vi.fn(async () => {
    times.push(Date.now());
    throw new ProviderFailure('binance', 'timeout', 'slow');
  });
  await outcome(work, guarded({ random: () => random }));
  expect(times.slice(1).map((time, index) => time - (times[index] ?? 0))).toEqual(pauses);
});

test.each([['stale'], ['rate_limited'], ['circuit_open']] as const)(
  'does not repeat what failed as %s',
  async (kind) => {
    const work = failing(kind);
    await outcome(work);
    expect(work).toHaveBeenCalledOnce();
  },
);

test('does not retry a 4xx', async () => {
  const work = failing('http', { status: 403 });
  await outcome(work);
  expect(work).toHaveBeenCalledOnce();
});

test('opens after three failed calls, counted after their retries', async () => {
  await failCalls(2);
  expect(guard.health()).toMatchObject({ circuit: 'closed' });
  expect(opened).toEqual([]);
  await failCalls(1);
  expect(guard.health()).toEqual({ circuit: 'open', since: Date.now(), lastError: 'binance: http: down' });
  expect(opened).toEqual(['binance: http: down']);
});

test('counts only consecutive failures', async () => {
  await failCalls(2);
  await outcome(async () => 'answer');
  await failCalls(2);
  expect(guard.health()).toMatchObject({ circuit: 'closed' });
});

test('sends nothing while open', async () => {
  await failCalls(3);
  await vi.advanceTimersByTimeAsync(119_999);
  const work = vi.fn(async () => 'answer');
  expect(await outcome(work)).toMatchObject({ kind: 'circuit_open', message: expect.stringContaining('http: down') });
  expect(work).not.toHaveBeenCalled();
});

test('closes when a call succeeds after two minutes', async () => {
  await failCalls(3);
  const openedAt = Date.now();
  vi.setSystemTime(openedAt + 120_000);
  expect(guard.health()).toMatchObject({ circuit: 'half_open', since: openedAt });
  expect(await outcome(async () => 'answer')).toBe('answer');
  expect(guard.health()).toEqual({ circuit: 'closed', since: Date.now(), lastError: null });
  expect(closed).toEqual([120]);
});

test('stays open for two more minutes if the probe fails, without another event', async () => {
  await failCalls(3);
  const start = Date.now();
  vi.setSystemTime(start + 120_000);
  await failCalls(1);
  expect(guard.health()).toMatchObject({ circuit: 'open' });
  expect(opened).toHaveLength(1);
  vi.setSystemTime(Date.now() + 120_000);
  await outcome(async () => 'answer');
  expect(closed).toEqual([(Date.now() - start) / 1000]);
});

test('an hour of failing probes does not look like an outage that has just begun', async () => {
  await failCalls(3);
  const openedAt = Date.now();
  for (let probe = 1; probe <= 30; probe += 1) {
    vi.setSystemTime(openedAt + probe * 125_000);
    expect(guard.health()).toMatchObject({ circuit: 'half_open', since: openedAt });
    await failCalls(1);
    expect(guard.health()).toMatchObject({ circuit: 'open', since: openedAt });
  }
  vi.setSystemTime(Date.now() + 120_000);
  await outcome(async () => 'answer');
  expect(guard.health()).toMatchObject({ circuit: 'closed', since: Date.now() });
});

test('probes without another call, with the call that failed last, until it succeeds', async () => {
  const work = failing('http', { status: 403 });
  for (let made = 0; made < 3; made += 1) await outcome(work);
  await vi.advanceTimersByTimeAsync(119_999);
  expect(work).toHaveBeenCalledTimes(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(work).toHaveBeenCalledTimes(4);
  expect(guard.health()).toMatchObject({ circuit: 'open' });
  work.mockResolvedValue('answer');
  await vi.advanceTimersByTimeAsync(120_000);
  expect(guard.health()).toMatchObject({ circuit: 'closed' });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(work).toHaveBeenCalledTimes(5);
});

test('probes outside of the request that opened the circuit', async () => {
  const request = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const work = async () => {
    seen.push(request.getStore());
    throw new ProviderFailure('binance', 'stale', 'old');
  };
  await request.run('request 1', async () => {
    for (let made = 0; made < 3; made += 1) await outcome(work);
  });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(seen).toEqual(['request 1', 'request 1', 'request 1', undefined]);
});

test('lets one call probe; the others do not wait for it', async () => {
  await failCalls(3);
  vi.setSystemTime(Date.now() + 120_000);
  let finish = (_: string) => {};
  const probe = guard.policy(call, () => new Promise<string>((resolve) => (finish = resolve)));
  await expect(guard.policy(call, async () => 'second')).rejects.toMatchObject({ kind: 'circuit_open' });
  expect(guard.health()).toMatchObject({ circuit: 'half_open' });
  finish('answer');
  expect(await probe).toBe('answer');
});

test('counts an unknown symbol as a success', async () => {
  await failCalls(2);
  const unknown = async () => {
    throw new UnknownSymbol('NOPEUSDT', 'a symbol that binance lists');
  };
  expect(await outcome(unknown)).toBeInstanceOf(UnknownSymbol);
  await failCalls(2);
  expect(guard.health()).toMatchObject({ circuit: 'closed' });
});

test('does not close after a probe that its caller aborted', async () => {
  await failCalls(3);
  vi.setSystemTime(Date.now() + 120_000);
  expect(await outcome(() => Promise.reject(new DOMException('gone', 'AbortError')))).toMatchObject({
    name: 'AbortError',
  });
  expect(guard.health()).toMatchObject({ circuit: 'open' });
});

test('a success on candles does not hide a failure on prices', async () => {
  await failCalls(1);
  await guard.policy({ ...call, operation: 'candles' }, async () => 'candles');
  expect(guard.health()).toMatchObject({ circuit: 'closed', lastError: 'binance: http: down' });
  await outcome(async () => 'answer');
  expect(guard.health()).toMatchObject({ lastError: null });
});

test.each(['rate_limited', 'http'] as const)('sends nothing until Retry-After has elapsed (%s)', async (kind) => {
  const limited = vi.fn(async () => {
    throw new ProviderFailure('binance', kind, 'slow down', { status: 503, retryAfterMs: 30_000 });
  });
  await outcome(limited);
  expect(limited).toHaveBeenCalledOnce();

  const work = vi.fn(async () => 'answer');
  await vi.advanceTimersByTimeAsync(29_999);
  expect(await outcome(work)).toMatchObject({ kind: 'rate_limited', retryAfterMs: 1 });
  expect(work).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await outcome(work)).toBe('answer');
});

test('does not count calls rejected because of Retry-After as failures', async () => {
  const limited = () => Promise.reject(new ProviderFailure('binance', 'rate_limited', '', { retryAfterMs: 60_000 }));
  await outcome(limited);
  for (let made = 0; made < 10; made += 1) await outcome(limited);
  expect(guard.health()).toMatchObject({ circuit: 'closed' });
});

test('stops pauses and attempts when the caller aborts', async () => {
  const caller = new AbortController();
  const work = failing('timeout');
  const settled = guard.policy({ ...call, signal: caller.signal }, work).catch((error: unknown) => error);
  caller.abort();
  await vi.advanceTimersByTimeAsync(1000);
  await settled;
  expect(work).toHaveBeenCalledOnce();
});
