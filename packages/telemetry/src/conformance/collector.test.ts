import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Collector, locate, until } from '@qt/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestTelemetry } from '../testing/test-telemetry.ts';

describe.skipIf(locate('otelcol') === undefined)('a real Collector (needs otelcol)', () => {
  let collector: Collector;

  beforeAll(async () => {
    collector = await Collector.start({ logFiles: '/nowhere/*.jsonl' });
  });
  afterEach(() => void vi.unstubAllEnvs());
  afterAll(() => collector?.stop());

  const spansOf = (trace: string) =>
    readFileSync(join(collector.dataDir, 'traces.jsonl'), 'utf8')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
      .flatMap(({ resourceSpans }) => resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans)
      .flatMap(({ spans }) => spans)
      .filter(({ traceId }) => traceId === trace);
  /** Data points of metrics that it took so far. */
  const pointsTaken = async () => {
    const text = await (await fetch(collector.metricsUrl)).text();
    const counted = text.matchAll(/^otelcol_receiver_accepted_metric_points\{.*\} (\d+)$/gm);
    return [...counted].reduce((sum, [, points]) => sum + Number(points), 0);
  };

  test.each(['grpc', 'http/protobuf', 'http/json'] as const)(
    'takes spans with what failed in them, and metrics, compressed, by %s',
    async (protocol) => {
      vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', protocol);
      vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', protocol === 'grpc' ? collector.grpcUrl : collector.otlpUrl);
      vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', 'gzip');
      const before = await pointsTaken();
      const { telemetry, lines, stop } = startTestTelemetry('qt-api');
      let trace = '';
      const work = telemetry.inSpan('work', {}, async (span) => {
        trace = span.spanContext().traceId;
        await telemetry.inSpan('part', { symbol: 'BTCUSDT' }, () => Promise.reject(new TypeError('no price')));
      });
      await expect(work).rejects.toThrow('no price');
      await stop();
      expect(lines).toEqual([]);
      // Written after a second or so, when its batch is full or old enough.
      const part = await until('the spans', () => spansOf(trace).find(({ name }) => name === 'part'));
      expect(spansOf(trace)).toHaveLength(2);
      expect(part).toMatchObject({ status: { code: 2, message: 'no price' }, events: [{ name: 'exception' }] });
      expect((await pointsTaken()) - before).toBeGreaterThan(40);
    },
    30_000,
  );
});
