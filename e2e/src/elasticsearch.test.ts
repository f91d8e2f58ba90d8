import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Collector, LoopbackServer, locate, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const AUTHORIZATION = 'ApiKey of-the-tests';
const LINES = 500;
/** Bodies up to this many are refused: a node that is overloaded, then one that is away. */
const REFUSED = [429, 503];

interface Request {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

describe.skipIf(locate('otelcol') === undefined)('log lines to Elasticsearch (needs otelcol)', () => {
  let folder: string;
  let collector: Collector;
  let elasticsearch: LoopbackServer;
  const requests: Request[] = [];
  const accepted: Request[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qt-elasticsearch-'));
    elasticsearch = await new LoopbackServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const seen = { url: request.url, headers: request.headers, body: gunzipSync(Buffer.concat(chunks)) };
      const status = REFUSED[requests.length] ?? 200;
      requests.push(seen);
      if (status === 200) accepted.push(seen);
      response.writeHead(status, { 'content-type': 'application/x-protobuf' }).end();
    }).listen();
    const line = (n: number) => ({
      timestamp: new Date().toISOString(),
      level: 'warn',
      service: 'qt-risk-guard',
      event: 'risk.denied',
      request_id: `request-${n}.`,
      message: 'denied with Bearer abcdefgh12345678',
    });
    const lines = Array.from({ length: LINES }, (_, n) => `${JSON.stringify(line(n))}\n`);
    writeFileSync(join(folder, 'risk-guard.jsonl'), lines.join(''));
    collector = await Collector.start({
      logFiles: join(folder, '*.jsonl'),
      logsUrl: `${elasticsearch.url}/_otlp/v1/logs`,
      env: { QT_LOGS_AUTHORIZATION: AUTHORIZATION },
    });
  });
  afterAll(async () => {
    await collector?.stop();
    await elasticsearch?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('arrive each once, with their fields and without secrets, though it refused the first requests', async () => {
    const ids = Array.from({ length: LINES }, (_, n) => `request-${n}.`);
    const text = await until('every line', () => {
      const all = accepted.map(({ body }) => body.toString('utf8')).join('');
      return ids.every((id) => all.includes(id)) ? all : undefined;
    });
    // In the line itself, and as an attribute.
    for (const id of ids) expect(text.split(id).length - 1, id).toBe(2);
    for (const part of ['service.name', 'qt-risk-guard', 'deployment.environment.name', 'event', 'level']) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('abcdefgh12345678');
    expect(requests.length - accepted.length).toBe(REFUSED.length);
  });

  test('go to its own OTLP endpoint as protobuf, compressed, with the key', () => {
    for (const { url, headers } of requests) {
      expect(url).toBe('/_otlp/v1/logs');
      expect(headers).toMatchObject({
        authorization: AUTHORIZATION,
        'content-type': 'application/x-protobuf',
        'content-encoding': 'gzip',
      });
    }
  });
});
