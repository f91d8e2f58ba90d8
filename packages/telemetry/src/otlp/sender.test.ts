import { ExportResultCode } from '@opentelemetry/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { recordingLog } from '../testing/recording-log.ts';
import { Sender } from './sender.ts';

const SUCCESS = { code: ExportResultCode.SUCCESS };
const FAILED = { code: ExportResultCode.FAILED };
const TRACES = { traces: { protocol: 'http/json', compression: undefined } } as const;
const request = () => Buffer.from(JSON.stringify({ resourceSpans: [] }));

let collector: OtlpReceiver;
let opened: Sender[];

beforeEach(async () => {
  collector = await startOtlpReceiver();
  opened = [];
});

afterEach(async () => {
  for (const sender of opened) sender.close();
  await collector.close();
});

function setUp(env: Record<string, string> = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }) {
  const heard: unknown[] = [];
  const watch = {
    succeeded: () => void heard.push('succeeded'),
    lost: (error: unknown) => void heard.push(error),
    rejectedPart: () => void heard.push('rejected'),
  };
  const { log, lines } = recordingLog();
  const sender = new Sender({ targets: TRACES, watches: { metrics: watch, traces: watch }, log, env });
  opened.push(sender);
  return { sender, heard, lines };
}

test('what cannot be encoded, or is nothing, is lost and ends as failed', async () => {
  const { sender, heard } = setUp();
  const odd = () => {
    throw new RangeError('no such number');
  };
  expect(await sender.send('traces', odd)).toEqual(FAILED);
  expect(await sender.send('traces', () => undefined)).toEqual(FAILED);
  expect(heard).toMatchObject([{ message: 'no such number' }, { message: 'there is nothing to send' }]);
});

test('memory that what is encoded is a part of stays with its owner', async () => {
  const { sender } = setUp();
  const pool = Buffer.from(`####${request()}####`);
  expect(await sender.send('traces', () => pool.subarray(4, -4))).toEqual(SUCCESS);
  expect(pool.toString()).toBe(`####${request()}####`);
});

test('settled waits for all that is being sent', async () => {
  const { sender, heard } = setUp();
  for (let sent = 0; sent < 3; sent++) void sender.send('traces', request);
  await sender.settled();
  expect(heard).toEqual(['succeeded', 'succeeded', 'succeeded']);
});

test('a thread that cannot start loses its requests with the reason, and the next request begins another', async () => {
  const { sender, heard } = setUp({ NODE_OPTIONS: '--require=/not/there.cjs' });
  const results = await Promise.all([sender.send('traces', request), sender.send('traces', request)]);
  results.push(await sender.send('traces', request));
  expect(results).toEqual([FAILED, FAILED, FAILED]);
  expect(heard).toHaveLength(3);
  for (const reason of heard) expect(reason).toMatchObject({ message: expect.stringContaining('/not/there.cjs') });
});

test('why a request failed is heard as a log line has it', async () => {
  const { sender, heard } = setUp({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_EXPORTER_OTLP_TIMEOUT: '300',
  });
  await sender.send('traces', request);
  expect(heard).toMatchObject([{ message: expect.stringContaining('ECONNREFUSED'), code: 'ECONNREFUSED' }]);
});

test('a wrong setting that only the thread reads is said in the log', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_TIMEOUT: '-5' };
  const { sender, lines } = setUp(env);
  await sender.send('traces', request);
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['warn', expect.stringContaining('OTEL_EXPORTER_OTLP_TIMEOUT is invalid')],
  ]);
});

test('what is being sent when the sender is closed is lost and counted, as is what comes later', async () => {
  collector.busy = 1000;
  const { sender, heard } = setUp();
  const sent = sender.send('traces', request);
  while (collector.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  sender.close();
  const later = sender.send('traces', request);
  expect(await Promise.all([sent, later])).toEqual([FAILED, FAILED]);
  expect(heard).toMatchObject([
    { message: 'not sent before the telemetry ended' },
    { message: 'the telemetry has ended' },
  ]);
});
