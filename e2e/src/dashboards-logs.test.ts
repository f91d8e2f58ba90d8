import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BinaryName, Collector, locate, type StoredLine, until, VictoriaLogs } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const INFRA = resolve(import.meta.dirname, '../../infra');
const NEEDED: readonly BinaryName[] = ['victoria-logs', 'otelcol'];
const missing = NEEDED.filter((binary) => locate(binary) === undefined);

const REQUEST = '6d7c3bb3-4d0e-4a2e-9b50-7d8f1a7e3b10';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const line = (message: string, more: object = {}) =>
  JSON.stringify({
    level: 'warn',
    timestamp: new Date().toISOString(),
    service: 'qt-api',
    message,
    event: 'provider.failover',
    request_id: REQUEST,
    trace_id: TRACE,
    span_id: 'b7ad6b7169203331',
    symbol: 'BTCUSDT',
    ...more,
  });
const inDocker = (text: string) =>
  JSON.stringify({ log: `${text}\n`, stream: 'stdout', time: new Date().toISOString() });

describe.skipIf(missing.length > 0)('lines of the services in VictoriaLogs (needs victoria-logs, otelcol)', () => {
  let folder: string;
  let store: VictoriaLogs;
  let collector: Collector;

  const startCollector = (dataDir?: string) =>
    Collector.start({
      logFiles: join(folder, '*.jsonl'),
      logsUrl: store.otlpUrl,
      env: { STAGING_MODE: '1' },
      ...(dataDir === undefined ? {} : { dataDir }),
    });
  const write = (...lines: readonly string[]) => appendFileSync(join(folder, 'api.jsonl'), `${lines.join('\n')}\n`);
  const found = (query: string) => store.lines(query, Date.now() / 1000 - 600, Date.now() / 1000 + 5, 1000);
  const arrived = (message: string): Promise<StoredLine> =>
    until(message, async () => (await found(`"${message}"`))[0]);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qt-lines-'));
    writeFileSync(join(folder, 'api.jsonl'), '');
    store = await VictoriaLogs.start();
    collector = await startCollector();
  });
  afterAll(async () => {
    await collector?.stop();
    await store?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the Collector takes its configuration', () => {
    execFileSync(locate('otelcol') ?? 'otelcol', ['validate', '--config', join(INFRA, 'otel-collector/config.yaml')]);
  });

  test('keep their text and time, with searchable fields beside it', async () => {
    const text = line('as it is');
    write(text);
    const stored = await arrived('as it is');
    expect(stored['_msg']).toBe(text);
    expect(stored['_time']).toBe(JSON.parse(text).timestamp);
    expect(stored).toMatchObject({
      'service.name': 'qt-api',
      'deployment.environment.name': 'staging',
      level: 'warn',
      event: 'provider.failover',
      request_id: REQUEST,
      trace_id: TRACE,
      span_id: 'b7ad6b7169203331',
      symbol: 'BTCUSDT',
    });
  });

  test('are found without a parser, and in few streams', async () => {
    const query = `{"service.name"="qt-api"} event:=provider.failover request_id:="${REQUEST}"`;
    expect(await found(query)).toHaveLength(1);
    expect(await store.streamFields()).toEqual(['deployment.environment.name', 'service.name']);
  });

  test('are the same from a Docker container', async () => {
    const text = line('out of a container', { service: 'qt-risk-guard' });
    write(inDocker(text));
    const stored = await arrived('out of a container');
    expect(stored['_msg']).toBe(text);
    expect(stored).toMatchObject({ 'service.name': 'qt-risk-guard', event: 'provider.failover', trace_id: TRACE });
  });

  test('are kept when they are not JSON', async () => {
    write('FATAL ERROR: out of memory');
    expect(await arrived('FATAL ERROR')).toMatchObject({ 'service.name': 'unknown' });
  });

  test('go on to arrive from a file that was emptied, as beside a sidecar', async () => {
    writeFileSync(join(folder, 'api.jsonl'), '');
    write(line('after it was emptied'));
    await arrived('after it was emptied');
  });

  test('that were written while the Collector was down arrive once', async () => {
    await collector.stop({ keep: true });
    write(line('while it was away'));
    collector = await startCollector(collector.dataDir);
    await arrived('while it was away');
    write(line('the next one'));
    await arrived('the next one');
    expect(await found('"as it is"')).toHaveLength(1);
    expect(await found('"while it was away"')).toHaveLength(1);
  });

  test('that were written while VictoriaLogs was down arrive later, even after a kill -9 of the Collector', async () => {
    const { dataDir } = store;
    const port = Number(new URL(store.url).port);
    await store.stop({ keep: true });
    write(...Array.from({ length: 100 }, (_, n) => line(`late ${n}.`)));
    await collector.process.stop('SIGKILL');
    store = await VictoriaLogs.start({ dataDir, port });
    collector = await startCollector(collector.dataDir);
    const late = await until('all late lines', async () => {
      const texts = (await found('"late"')).map(({ _msg = '{}' }) => JSON.parse(_msg).message);
      return new Set(texts).size === 100 ? texts : undefined;
    });
    expect(new Set(late).size).toBe(100);
  });
});
