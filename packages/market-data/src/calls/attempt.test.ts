import { context, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProviderFailure, UnknownSymbol } from '../failures.ts';
import { reportStatus } from './answer-status.ts';
import { type AttemptResult, attemptPolicy } from './attempt.ts';
import type { Call, CallPolicy } from './call.ts';

const call: Call = { operation: 'prices', symbols: ['BTCUSDT'], signal: undefined };
const exporter = new InMemorySpanExporter();
const tracer = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer('test');
const observed: [seconds: number, failed: boolean][] = [];
const results: AttemptResult[] = [];

let attempt: CallPolicy;
beforeEach(() => {
  vi.useFakeTimers();
  exporter.reset();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  results.length = 0;
  observed.length = 0;
  attempt = attemptPolicy({
    provider: 'binance',
    baseUrl: 'http://127.0.0.1:8010/',
    timeoutMs: 3000,
    now: Date.now,
    observe: (seconds, failed, result) => {
      observed.push([seconds, failed]);
      results.push(result);
    },
    tracer,
  });
});
afterEach(() => {
  vi.useRealTimers();
  context.disable();
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
  await attempt(call, async () => {
    await Promise.resolve();
    reportStatus(203);
    return 'answer';
  });
  const [span, ...others] = exporter.getFinishedSpans();
  expect(span).toMatchObject({ name: 'binance prices', kind: SpanKind.CLIENT, status: { code: SpanStatusCode.UNSET } });
  expect(span?.attributes).toEqual({
    'qt.provider': 'binance',
    'qt.symbol': 'BTCUSDT',
    'http.request.method': 'GET',
    'server.address': '127.0.0.1',
    'server.port': 8010,
    'http.response.status_code': 203,
  });
  expect(others).toEqual([]);
  expect(results).toEqual([{ status: 203, errorType: undefined }]);
});

test('records no status without an answer', async () => {
  await attempt(call, async () => 'answer');
  expect(exporter.getFinishedSpans()[0]?.attributes).not.toHaveProperty('http.response.status_code');
});

test('records the status of its own answer for each of two attempts at once', async () => {
  const answering = (status: number) =>
    attempt(call, async () => {
      await Promise.resolve();
      reportStatus(status);
    });
  await Promise.all([answering(200), answering(206)]);
  expect(results.map(({ status }) => status)).toEqual([200, 206]);
});

test('records the error on the span of a failed attempt', async () => {
  const failure = new ProviderFailure('binance', 'rate_limited', 'slow down', { status: 429 });
  await expect(attempt(call, () => Promise.reject(failure))).rejects.toBe(failure);
  expect(exporter.getFinishedSpans()).toMatchObject([
    {
      attributes: { 'error.type': 'rate_limited', 'http.response.status_code': 429 },
      status: { code: SpanStatusCode.ERROR, message: 'binance: rate_limited: slow down' },
      events: [{ name: 'exception', attributes: { 'exception.message': 'binance: rate_limited: slow down' } }],
    },
  ]);
  expect(observed).toEqual([[0, true]]);
  expect(results).toEqual([{ status: 429, errorType: 'rate_limited' }]);
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
