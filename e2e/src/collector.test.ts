import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BinaryName,
  Collector,
  locate,
  Prometheus,
  until,
  VictoriaLogs,
  writePrometheusConfig,
} from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const NEEDED: readonly BinaryName[] = ['otelcol', 'prometheus', 'victoria-logs'];
const missing = NEEDED.filter((binary) => locate(binary) === undefined);
const SECRET = 'abcdefgh12345678abcdefgh';

interface SentSpan {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly failed?: boolean;
  readonly ms?: number;
}

describe.skipIf(missing.length > 0)('the Collector (needs otelcol, prometheus, victoria-logs)', () => {
  let folder: string;
  let prometheus: Prometheus;
  let store: VictoriaLogs;
  let collector: Collector;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qt-collector-test-'));
    const configFile = writePrometheusConfig(folder, { scraped: {}, alertmanager: 'http://127.0.0.1:9' });
    prometheus = await Prometheus.start({ configFile });
    store = await VictoriaLogs.start();
    collector = await Collector.start({
      logFiles: join(folder, '*.jsonl'),
      prometheusUrl: prometheus.url,
      logsUrl: store.otlpUrl,
      env: { QT_TRACES_PERCENT: '0' },
    });
  });
  afterAll(async () => {
    await collector?.stop();
    await Promise.all([prometheus?.stop(), store?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Sends a trace of one service by OTLP, and returns its id. */
  async function send(...spans: readonly SentSpan[]): Promise<string> {
    const traceId = randomBytes(16).toString('hex');
    const root = randomBytes(8).toString('hex');
    const value = ([key, text]: readonly [string, string]) => ({ key, value: { stringValue: text } });
    const end = Date.now();
    const sent = spans.map(({ name, attributes = {}, failed = false, ms = 5 }, n) => ({
      traceId,
      spanId: n === 0 ? root : randomBytes(8).toString('hex'),
      ...(n === 0 ? {} : { parentSpanId: root }),
      name,
      kind: 1,
      startTimeUnixNano: `${end - ms}000000`,
      endTimeUnixNano: `${end}000000`,
      attributes: Object.entries(attributes).map(value),
      status: failed ? { code: 2 } : {},
    }));
    const resource = {
      attributes: Object.entries({ 'service.name': 'qt-api', 'deployment.environment': 'lab' }).map(value),
    };
    const response = await fetch(`${collector.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: sent }] }] }),
    });
    expect(response.status).toBe(200);
    return traceId;
  }

  const kept = () => {
    const file = join(collector.dataDir, 'traces.jsonl');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };

  test('keeps errors, slow ones, denials, orders and retrains whole, and of the rest the share that is asked for', async () => {
    const ordinary = await send({ name: 'GET /health' }, { name: 'part' });
    const whole = [
      await send({ name: 'GET' }, { name: 'an error', failed: true }),
      await send({ name: 'slow', ms: 1500 }, { name: 'part' }),
      await send({ name: 'POST' }, { name: 'risk.decide', attributes: { 'qt.decision': 'denied' } }),
      await send({ name: 'POST' }, { name: 'order.execute' }),
      await send(
        { name: 'job retrain_models', attributes: { 'qt.job_id': 'retrain_models' } },
        { name: 'POST /retrain' },
      ),
    ];
    const allowed = await send({ name: 'POST' }, { name: 'risk.decide', attributes: { 'qt.decision': 'allowed' } });
    await until('the traces', () => whole.every((id) => kept().split(id).length === 3) || undefined);
    expect(kept()).not.toContain(ordinary);
    expect(kept()).not.toContain(allowed);
    expect(kept()).toContain('{"key":"deployment.environment.name","value":{"stringValue":"lab"}}');
  });

  test('counts every span, kept or not', async () => {
    const calls = 'traces_span_metrics_calls_total{service_name="qt-api",span_name="GET /health"} == 1';
    await until('span metrics', async () => (await prometheus.query(calls)).length === 1 || undefined);
    const [slow] = await prometheus.query('sum(traces_span_metrics_duration_seconds_count{span_name="slow"})');
    expect(slow?.samples[0]?.[1]).toBe(1);
  });

  test('masks secrets in spans and in lines', async () => {
    const attributes = { 'x-admin-token': SECRET, 'url.full': `https://api.binance.com/order?signature=${SECRET}&a=1` };
    const id = await send({ name: 'leak', failed: true, attributes });
    const message = `sent Authorization: Bearer ${SECRET} to the venue`;
    const line = { timestamp: new Date().toISOString(), level: 'info', service: 'qt-api', message };
    appendFileSync(join(folder, 'api.jsonl'), `${JSON.stringify(line)}\n`);
    await until('the trace', () => kept().includes(id) || undefined);
    const stored = await until('the line', async () => {
      const lines = await store.lines('"to the venue"', Date.now() / 1000 - 60, Date.now() / 1000 + 5);
      return lines[0];
    });
    expect(kept()).not.toContain(SECRET);
    expect(stored['_msg']).toContain('Authorization: **** to the venue');
    expect(JSON.stringify(stored)).not.toContain(SECRET);
  });
});
