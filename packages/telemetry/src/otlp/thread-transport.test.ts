import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import type { Target } from './target.ts';
import { SendingThread } from './thread-transport.ts';

const request = Buffer.from(JSON.stringify({ resourceSpans: [] }));
const LIMIT_MS = 5000;

let collector: OtlpReceiver;
let opened: SendingThread[];

beforeEach(async () => {
  collector = await startOtlpReceiver();
  opened = [];
});

afterEach(async () => {
  for (const thread of opened) thread.close();
  await collector.close();
});

function setUp({ url = collector.url, env = {} }: { url?: string; env?: Record<string, string> } = {}) {
  const traces: Target = {
    protocol: 'http/json',
    url,
    headers: {},
    tls: {},
    compression: 'none',
    concurrencyLimit: 30,
    timeoutMillis: LIMIT_MS,
  };
  const thread = new SendingThread({ targets: { traces }, env });
  opened.push(thread);
  return {
    thread,
    send: (bytes: Uint8Array = request, limitMs = LIMIT_MS) => thread.transport('traces').send(bytes, limitMs),
  };
}

const failure = (message: string) => ({
  status: 'failure',
  error: expect.objectContaining({ message: expect.stringContaining(message) }),
});

test('memory that what is encoded is a part of stays with its owner', async () => {
  const { send } = setUp();
  const pool = Buffer.from(`####${request}####`);
  expect(await send(pool.subarray(4, -4))).toMatchObject({ status: 'success' });
  expect(pool.toString()).toBe(`####${request}####`);
});

test('a thread that cannot start fails its requests with the reason, and the next request starts another', async () => {
  const { send } = setUp({ env: { NODE_OPTIONS: '--require=/not/there.cjs' } });
  const responses = await Promise.all([send(), send()]);
  responses.push(await send());
  for (const response of responses) expect(response).toEqual(failure('/not/there.cjs'));
});

test('a failure keeps its code and names the address without credentials', async () => {
  const { send } = setUp({ url: 'http://user:secret@127.0.0.1:1/v1/traces?key=secret' });
  const response = await send(request, 300);
  expect(response).toMatchObject({
    error: { code: 'ECONNREFUSED', message: expect.stringContaining('http://127.0.0.1:1/v1/traces: ') },
  });
  expect(JSON.stringify(response)).not.toContain('secret');
});

test('a refused status is reported with the status and the address', async () => {
  collector.status = 401;
  const { send } = setUp({ url: `${collector.url}/v1/traces` });
  expect(await send()).toEqual(failure(`${collector.url}/v1/traces answered 401 Unauthorized`));
});

test('what is being sent when the thread is closed fails, as does what comes later', async () => {
  collector.busy = 1000;
  const { thread, send } = setUp();
  const sent = send();
  while (collector.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  thread.close();
  expect(await Promise.all([sent, send()])).toEqual([
    failure('not sent before the telemetry ended'),
    failure('not sent before the telemetry ended'),
  ]);
});
