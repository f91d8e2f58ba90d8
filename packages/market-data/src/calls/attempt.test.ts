import { type Attributes, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProviderFailure, UnknownSymbol } from '../failures.ts';
import { attemptPolicy } from './attempt.ts';
import type { Call, CallPolicy } from './call.ts';

interface Recorded {
  readonly name: string;
  readonly kind: SpanKind | undefined;
  readonly attributes: Attributes;
  status: SpanStatusCode;
  ended: boolean;
}

const call: Call = { operation: 'prices', symbols: ['BTCUSDT'], signal: undefined };
const spans: Recorded[] = [];
const observed: [seconds: number, failed: boolean][] = [];

const tracer = {
  startActiveSpan: (
    name: string,
    options: { kind?: SpanKind; attributes?: Attributes },
    work: (span: Span) => unknown,
  ) => {
    const attributes = { ...options.attributes };
    const span: Recorded = { name, kind: options.kind, attributes, status: SpanStatusCode.UNSET, ended: false };
    spans.push(span);
    return work({
      setAttribute: (key: string, value: string) => {
        attributes[key] = value;
      },
      setStatus: ({ code }: { code: SpanStatusCode }) => {
        span.status = code;
      },
      end: () => {
        span.ended = true;
      },
    } as unknown as Span);
  },
} as unknown as Tracer;

let attempt: CallPolicy;
beforeEach(() => {
  vi.useFakeTimers();
  spans.length = 0;
  observed.length = 0;
  attempt = attemptPolicy({
    provider: 'binance',
    baseUrl: 'http://127.0.0.1:8010/',
    timeoutMs: 3000,
    now: Date.now,
    observe: (seconds, failed) => observed.push([seconds, failed]),
    tracer,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const after = (ms: number) => new Promise<string>((answer) => setTimeout(answer, ms, 'answer'));

test('observes the duration of an attempt', async () => {
  const answer = attempt(call, () => after(250));
  await vi.advanceTimersByTimeAsync(250);
  expect(await answer).toBe('answer');
  expect(observed).toEqual([[0.25, false]]);
});

test('times out after 3 s and cancels the request', async () => {
  let cancelled = false;
  const settled = attempt(call, (signal) => {
    signal?.addEventListener('abort', () => {
      cancelled = true;
    });
    return after(60_000);
  }).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(2999);
  expect(cancelled).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await settled).toMatchObject({ provider: 'binance', kind: 'timeout' });
  expect(cancelled).toBe(true);
  expect(observed).toEqual([[3, true]]);
});

test('records one client span with provider, symbol and status', async () => {
  await attempt(call, async () => 'answer');
  expect(spans).toEqual([
    {
      name: 'binance prices',
      kind: SpanKind.CLIENT,
      attributes: {
        'qt.provider': 'binance',
        'qt.symbol': 'BTCUSDT',
        'server.address': '127.0.0.1',
        'server.port': 8010,
        'http.response.status_code': 200,
      },
      status: SpanStatusCode.UNSET,
      ended: true,
    },
  ]);
});

test('records the error on the span of a failed attempt', async () => {
  const failure = new ProviderFailure('binance', 'rate_limited', 'slow down', { status: 429 });
  await expect(attempt(call, () => Promise.reject(failure))).rejects.toBe(failure);
  expect(spans).toMatchObject([
    {
      attributes: { 'error.type': 'rate_limited', 'http.response.status_code': 429 },
      status: SpanStatusCode.ERROR,
      ended: true,
    },
  ]);
  expect(observed).toEqual([[0, true]]);
});

test("observes an unknown symbol as an attempt that did not fail: it is the caller's error", async () => {
  await expect(attempt(call, () => Promise.reject(new UnknownSymbol('X', 'y')))).rejects.toBeInstanceOf(UnknownSymbol);
  expect(observed).toEqual([[0, false]]);
});

test("rethrows the caller's own reason when the caller aborts, and counts no failure", async () => {
  const caller = new AbortController();
  const settled = attempt({ ...call, signal: caller.signal }, () => after(1000)).catch((error: unknown) => error);
  caller.abort(new Error('run timed out'));
  await vi.advanceTimersByTimeAsync(0);
  expect(await settled).toEqual(new Error('run timed out'));
  expect(observed).toEqual([[0, false]]);
});
