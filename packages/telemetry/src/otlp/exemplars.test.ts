import { type SpanContext, ValueType } from '@opentelemetry/api';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { createProducer, createRegistry } from '@qt/metrics';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ATTRIBUTE, decoded, type Shape } from '../testing/decode-protobuf.ts';
import { SCOPE } from '../tracer.ts';
import { protobufWithExemplars } from './exemplars.ts';

const NUMBERS: Shape = { 1: { 7: ATTRIBUTE } };
const REQUEST: Shape = {
  1: { 1: { 1: ATTRIBUTE }, 2: { 1: {}, 2: { 5: NUMBERS, 7: NUMBERS, 9: { 1: { 8: {}, 9: ATTRIBUTE } } } } },
};

const resource = resourceFromAttributes({
  'service.name': 'qt-api — ü',
  'process.pid': 300,
  'some.ratio': 0.25,
  'some.flag': true,
  'some.list': ['a', 'b'],
});
const watch = { succeeded() {}, failed() {} };

async function recorded(
  work: (instruments: ReturnType<typeof createRegistry<'qt-api'>>['instruments']) => void,
  {
    temporality = AggregationTemporality.CUMULATIVE,
    trace,
  }: { temporality?: AggregationTemporality; trace?: SpanContext } = {},
): Promise<ResourceMetrics> {
  const { instruments, metrics } = createRegistry({
    service: 'qt-api',
    admitted: { symbol: ['BTCUSDT'], profile: ['balanced'] },
    staging: false,
    now: () => 1_700_000_000_123,
    currentTrace: () => trace,
  });
  work(instruments);
  const now = () => 1_800_000_000_999;
  const { resourceMetrics } = await createProducer({
    metrics,
    scope: SCOPE,
    watch,
    temporality: () => temporality,
    now,
  }).collect();
  return { ...resourceMetrics, resource };
}

const bytesOf = (serializer: Pick<typeof ProtobufMetricsSerializer, 'serializeRequest'>, metrics: ResourceMetrics) =>
  decoded(Buffer.from(serializer.serializeRequest(metrics) ?? []), REQUEST);
const TRACE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

type Message = { readonly [field: number]: readonly Message[] };

/** All metrics of a request, by name, in whatever parts of it they are. */
function metricsIn(request: object): Message[] {
  const resources = (request as Message)[1] ?? [];
  const metrics = resources.flatMap((one) => one[2] ?? []).flatMap((scope) => scope[2] ?? []);
  return metrics.sort((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1));
}

/** Field 9 is a histogram, 1 in it a data point, and 8 of that its exemplars. */
const withoutExemplars = (metrics: readonly Message[] | undefined) =>
  metrics?.map((metric) => ({
    ...metric,
    ...(metric[9] && { 9: metric[9].map((data) => ({ ...data, 1: data[1]?.map((point) => ({ ...point, 8: [] })) })) }),
  }));
const ours = protobufWithExemplars(ProtobufMetricsSerializer);

test.each([AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA])(
  "says the same as the SDK's serializer (temporality %d)",
  async (temporality) => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
        fc.string({ unit: 'binary', minLength: 1 }),
        async (value, version) => {
          const metrics = await recorded(
            (instruments) => {
              instruments.qt_model_confidence.set(value, { profile: 'balanced', model_version: version });
              instruments.qt_trade_decisions_total.add(value, { symbol: 'BTCUSDT', action: 'buy' });
              instruments.qt_provider_latency_seconds.record(value, { provider: 'binance' });
            },
            { temporality, trace: TRACE },
          );
          const [written, standard] = [ours, ProtobufMetricsSerializer].map((one) => metricsIn(bytesOf(one, metrics)));
          expect(JSON.stringify(written)).toContain('"8":');
          expect(withoutExemplars(written)).toEqual(withoutExemplars(standard));
        },
      ),
      { numRuns: 30 },
    );
  },
);

test('adds to a histogram the exemplars, with time, value, span and trace', async () => {
  const metrics = await recorded(
    (instruments) => {
      instruments.qt_provider_latency_seconds.record(0.5, { provider: 'binance' });
    },
    { trace: TRACE },
  );
  const text = JSON.stringify(bytesOf(ours, metrics));
  const value = Buffer.alloc(8);
  value.writeDoubleLE(0.5);
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(1_700_000_000_123_000_000n);
  const exemplar = {
    2: [time.toString('hex')],
    3: [value.toString('hex')],
    4: ['b7ad6b7169203331'],
    5: ['0af7651916cd43dd8448eb211c80319c'],
  };
  expect(text).toContain(`"8":[${JSON.stringify(exemplar)}]`);
});

test("keeps what libraries recorded, which goes the SDK's way", async () => {
  const record = (instruments: Parameters<Parameters<typeof recorded>[0]>[0]) =>
    instruments.qt_provider_latency_seconds.record(0.5, { provider: 'binance' });
  const own = await recorded(record, { trace: TRACE });
  const foreign = {
    scope: { name: 'some-library' },
    metrics: [
      {
        descriptor: { name: 'some.use', description: '', unit: '1', valueType: ValueType.INT },
        aggregationTemporality: AggregationTemporality.CUMULATIVE,
        dataPointType: DataPointType.GAUGE as const,
        dataPoints: [
          { startTime: [1, 0] as [number, number], endTime: [2, 0] as [number, number], attributes: {}, value: 7 },
        ],
      },
    ],
  };
  const both = bytesOf(ours, { ...own, scopeMetrics: [...own.scopeMetrics, foreign] }) as Message;
  const scopes = both[1]?.flatMap((one) => one[2] ?? []);
  const [alone] = (bytesOf(ProtobufMetricsSerializer, { resource, scopeMetrics: [foreign] }) as Message)[1] ?? [];
  expect(scopes).toContainEqual(alone?.[2]?.[0]);
  expect(scopes?.length).toBe(2);
});

test('metrics with and without exemplars have one scope, with version and schema URL', async () => {
  const metrics = await recorded(
    (instruments) => {
      instruments.qt_trade_decisions_total.add(1, { symbol: 'BTCUSDT', action: 'buy' });
      instruments.qt_provider_latency_seconds.record(0.5, { provider: 'binance' });
    },
    { trace: TRACE },
  );
  const scopes = (bytesOf(ours, metrics) as Message)[1]?.flatMap((one) => one[2] ?? []) ?? [];
  const schemaUrl = Buffer.from('https://opentelemetry.io/schemas/1.45.0').toString('hex');
  const scope = { 1: [Buffer.from('@qt/telemetry').toString('hex')], 2: [Buffer.from('0.1.0').toString('hex')] };
  expect(scopes.map((one) => [one[1], one[3]])).toEqual([[[scope], [schemaUrl]]]);
});
