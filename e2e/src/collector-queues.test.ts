import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Collector, LoopbackServer, locate, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** Where the Collector takes each signal to. */
const PATHS = { metrics: '/api/v1/otlp/v1/metrics', traces: '/v1/traces', logs: '/logs' } as const;
type Signal = keyof typeof PATHS;
const SIGNALS = Object.keys(PATHS) as Signal[];
const NAMES: Readonly<Record<Signal, string>> = {
  metrics: 'qt_of_the_outage',
  traces: 'span of the outage',
  logs: 'line of the outage',
};

describe.skipIf(locate('otelcol') === undefined)('a Collector whose stores are away (needs otelcol)', () => {
  let folder: string;
  let stores: LoopbackServer;
  let collector: Collector;
  let away = true;
  const refused: Record<Signal, number> = { metrics: 0, traces: 0, logs: 0 };
  const accepted: Record<Signal, string> = { metrics: '', traces: '', logs: '' };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qt-queues-'));
    stores = await new LoopbackServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = gunzipSync(Buffer.concat(chunks)).toString('latin1');
      for (const signal of SIGNALS) {
        if (request.url !== PATHS[signal] || !text.includes(NAMES[signal])) continue;
        if (away) refused[signal]++;
        else accepted[signal] += text;
      }
      response.writeHead(away ? 503 : 200, { 'content-type': 'application/x-protobuf' }).end();
    }).listen();
    collector = await start();
  });
  afterAll(async () => {
    await collector?.stop();
    await stores?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = () =>
    Collector.start({
      logFiles: join(folder, '*.jsonl'),
      dataDir: join(folder, 'collector'),
      prometheusUrl: stores.url,
      logsUrl: `${stores.url}${PATHS.logs}`,
      env: { QT_TRACES_TO: 'otlp_http/traces', QT_TRACES_URL: stores.url, QT_TRACES_PERCENT: '100' },
    });

  async function push(signal: 'metrics' | 'traces', body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const at = `${collector.otlpUrl}/v1/${signal}`;
    expect((await fetch(at, { method: 'POST', headers, body: JSON.stringify(body) })).status).toBe(200);
  }

  test('keeps what it took on disk, over kill -9, and delivers it when they are back', async () => {
    const now = `${Date.now()}000000`;
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'qt-api' } }] };
    const span = {
      ...{ traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex'), kind: 1 },
      ...{ name: NAMES.traces, startTimeUnixNano: now, endTimeUnixNano: now },
    };
    await push('traces', { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
    const gauge = { dataPoints: [{ asInt: '1', timeUnixNano: now }] };
    const metrics = [{ name: NAMES.metrics, gauge }];
    await push('metrics', { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
    const line = { timestamp: new Date().toISOString(), level: 'info', service: 'qt-api', message: NAMES.logs };
    appendFileSync(join(folder, 'api.jsonl'), `${JSON.stringify(line)}\n`);
    await until('each to be refused', () => SIGNALS.every((signal) => refused[signal] > 0) || undefined);

    await collector.process.stop('SIGKILL');
    away = false;
    collector = await start();
    await until('each to arrive', () => SIGNALS.every((signal) => accepted[signal] !== '') || undefined);
  });
});
