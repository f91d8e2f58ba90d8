import type { ExportResponse } from '@opentelemetry/otlp-exporter-base';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRetryingTransport } from './retrying-transport.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => void vi.useRealTimers());

const SUCCESS: ExportResponse = { status: 'success' };
const busy = (retryInMillis?: number): ExportResponse => ({
  status: 'retryable',
  error: new Error('answered 503'),
  ...(retryInMillis !== undefined && { retryInMillis }),
});
const LIMIT_MS = 10_000;

/** A collector that gives these answers and then takes everything. */
function setUp(...answers: ExportResponse[]) {
  let attempts = 0;
  const transport = createRetryingTransport({
    send: async () => answers[attempts++] ?? SUCCESS,
    shutdown() {},
  });
  const send = () => transport.send(new Uint8Array(), LIMIT_MS);
  return { send, attempts: () => attempts };
}

test('Retry-After beyond the limit is waited for, and not one request hammers the collector until then', async () => {
  const { send, attempts } = setUp(busy(60_000));
  expect(await send()).toEqual(busy(60_000));
  await vi.advanceTimersByTimeAsync(45_000);
  expect(await send()).toMatchObject({
    status: 'failure',
    error: { message: expect.stringContaining('asks to wait until 2027') },
  });
  expect(attempts()).toBe(1);
  await vi.advanceTimersByTimeAsync(10_000);
  const waiting = send();
  await vi.advanceTimersByTimeAsync(4999);
  expect(attempts()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await waiting).toEqual(SUCCESS);
});

test('a busy collector is tried again after growing pauses, within the limit of the request', async () => {
  const { send, attempts } = setUp(...Array.from({ length: 20 }, () => busy()));
  const sent = send();
  await vi.advanceTimersByTimeAsync(LIMIT_MS);
  expect(await sent).toEqual(busy());
  expect(attempts()).toBeGreaterThan(3);
  expect(attempts()).toBeLessThan(7);
});

test('what the collector refuses is not tried again', async () => {
  const refused: ExportResponse = { status: 'failure', error: new Error('answered 400') };
  const { send, attempts } = setUp(refused);
  expect(await send()).toEqual(refused);
  expect(attempts()).toBe(1);
});
