import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BinaryName, Collector, Loki, type LokiLine, locate, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const INFRA = resolve(import.meta.dirname, '../../infra');
const NEEDED: readonly BinaryName[] = ['loki', 'otelcol'];
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

describe.skipIf(missing.length > 0)('lines of the services in Loki (needs loki, otelcol)', () => {
  let folder: string;
  let loki: Loki;
  let collector: Collector;

  const startCollector = (dataDir?: string) =>
    Collector.start({
      logFiles: join(folder, '*.jsonl'),
      lokiUrl: loki.url,
      env: { STAGING_MODE: '1' },
      ...(dataDir === undefined ? {} : { dataDir }),
    });
  const write = (...lines: readonly string[]) => appendFileSync(join(folder, 'api.jsonl'), `${lines.join('\n')}\n`);
  const found = (query: string) => loki.lines(query, Date.now() / 1000 - 600, Date.now() / 1000 + 5, 1000);
  const arrived = (message: string): Promise<LokiLine> =>
    until(message, async () => (await found(`{service_name=~".+"} |= "${message}"`))[0]);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qt-lines-'));
    writeFileSync(join(folder, 'api.jsonl'), '');
    loki = await Loki.start();
    collector = await startCollector();
  });
  afterAll(async () => {
    await collector?.stop();
    await loki?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('both configurations are valid', () => {
    const run = (binary: BinaryName, args: readonly string[]) => execFileSync(locate(binary) ?? binary, args);
    run('otelcol', ['validate', '--config', join(INFRA, 'otel-collector/config.yaml')]);
    run('loki', ['-verify-config', '-config.expand-env=true', `-config.file=${join(INFRA, 'loki/config.yaml')}`]);
  });

  test('keep their text and time, and carry beside it what one searches by', async () => {
    const text = line('as it is');
    write(text);
    const { labels, at, text: kept } = await arrived('as it is');
    expect(kept).toBe(text);
    expect(at).toBe(BigInt(Date.parse(JSON.parse(text).timestamp)) * 1_000_000n);
    expect(labels).toMatchObject({
      service_name: 'qt-api',
      deployment_environment_name: 'staging',
      level: 'warn',
      event: 'provider.failover',
      request_id: REQUEST,
      trace_id: TRACE,
      span_id: 'b7ad6b7169203331',
      symbol: 'BTCUSDT',
    });
  });

  test('are found without a parser, and in few streams', async () => {
    const query = `{service_name="qt-api"} | event="provider.failover" | request_id="${REQUEST}"`;
    expect(await found(query)).toHaveLength(1);
    const response = await fetch(`${loki.url}/loki/api/v1/labels`);
    expect(await response.json()).toMatchObject({ data: ['deployment_environment_name', 'service_name'] });
  });

  test('are the same out of a Docker container', async () => {
    const text = line('out of a container', { service: 'qt-risk-guard' });
    write(inDocker(text));
    const { labels, text: kept } = await arrived('out of a container');
    expect(kept).toBe(text);
    expect(labels).toMatchObject({ service_name: 'qt-risk-guard', event: 'provider.failover', trace_id: TRACE });
  });

  test('are kept when they are no JSON', async () => {
    write('FATAL ERROR: out of memory');
    expect((await arrived('FATAL ERROR')).labels).toMatchObject({ service_name: 'unknown' });
  });

  test('that were written while the Collector was away come once', async () => {
    await collector.stop({ keep: true });
    write(line('while it was away'));
    collector = await startCollector(collector.dataDir);
    await arrived('while it was away');
    write(line('the next one'));
    await arrived('the next one');
    expect(await found('{service_name=~".+"} |= "as it is"')).toHaveLength(1);
    expect(await found('{service_name=~".+"} |= "while it was away"')).toHaveLength(1);
  });

  test('that were written while Loki was away come when it is back, also after a kill -9 of the Collector', async () => {
    const { dataDir } = loki;
    const port = Number(new URL(loki.url).port);
    await loki.stop({ keep: true });
    write(...Array.from({ length: 100 }, (_, n) => line(`late ${n}.`)));
    await collector.process.stop('SIGKILL');
    loki = await Loki.start({ dataDir, port });
    collector = await startCollector(collector.dataDir);
    const late = await until('all late lines', async () => {
      const texts = (await found('{service_name="qt-api"} |= "late "')).map(({ text }) => JSON.parse(text).message);
      return new Set(texts).size === 100 ? texts : undefined;
    });
    expect(new Set(late).size).toBe(100);
  });
});
