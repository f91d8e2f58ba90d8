import { type Attributes, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ATTRIBUTE, decoded, type Shape } from '../testing/decode-protobuf.ts';
import { createProtobufEncoder } from './traces-protobuf.ts';

const REQUEST: Shape = {
  1: { 1: { 1: ATTRIBUTE }, 2: { 1: {}, 2: { 9: ATTRIBUTE, 11: { 3: ATTRIBUTE }, 13: { 4: ATTRIBUTE }, 15: {} } } },
};

const RESOURCE = resourceFromAttributes({ 'service.name': 'qt-api', 'process.pid': 12 });

function setUp() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: RESOURCE,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  return { tracer: provider.getTracer('scope', '1.0'), spans: () => exporter.getFinishedSpans() };
}

function encoded(spans: readonly ReadableSpan[]): Uint8Array | undefined {
  const encoder = createProtobufEncoder(ProtobufTraceSerializer, RESOURCE);
  for (const span of spans) encoder.add(span);
  return encoder.take().bytes;
}

const spansIn = (bytes: Uint8Array | undefined) => {
  const request = decoded(Buffer.from(bytes ?? []), REQUEST) as { 1: { 2: { 2: unknown[] }[] }[] };
  return request[1].flatMap((resource) => resource[2].flatMap((scope) => scope[2]));
};

test("plain spans are written as the SDK's serializer writes them", () => {
  const text = fc.string({ unit: 'binary' });
  const value = fc.oneof(
    text,
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }),
    fc.array(text, { maxLength: 3 }),
  );
  const name = fc.string({ unit: 'binary', minLength: 1 });
  fc.assert(
    fc.property(name, fc.dictionary(name, value), fc.boolean(), fc.boolean(), (title, attributes, remote, failed) => {
      const { tracer, spans } = setUp();
      const parent = {
        traceId: 'a'.repeat(32),
        spanId: 'b'.repeat(16),
        traceFlags: TraceFlags.SAMPLED,
        isRemote: remote,
      };
      const around = remote ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
      const options = { kind: SpanKind.SERVER, attributes: attributes as Attributes };
      for (let twice = 0; twice < 2; twice++) {
        const span = tracer.startSpan(title, options, around);
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR, message: title });
        span.end();
      }
      const written = decoded(Buffer.from(encoded(spans()) ?? []), REQUEST);
      const standard = decoded(Buffer.from(ProtobufTraceSerializer.serializeRequest(spans()) ?? []), REQUEST);
      expect(written).toEqual(standard);
    }),
  );
});

test('spans with events and links go along, none is lost and none comes twice', () => {
  const { tracer, spans } = setUp();
  const plain = tracer.startSpan('plain', {}, ROOT_CONTEXT);
  const failed = tracer.startSpan('failed', {}, ROOT_CONTEXT);
  failed.recordException(new Error('no price'));
  const linked = tracer.startSpan('linked', { links: [{ context: plain.spanContext() }] }, ROOT_CONTEXT);
  for (const span of [plain, failed, linked]) span.end();
  const sorted = (bytes: Uint8Array | undefined) =>
    spansIn(bytes)
      .map((span) => JSON.stringify(span))
      .sort();
  expect(sorted(encoded(spans()))).toEqual(sorted(ProtobufTraceSerializer.serializeRequest(spans())));
  expect(spansIn(encoded(spans()))).toHaveLength(3);
});
