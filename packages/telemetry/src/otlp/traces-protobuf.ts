import type { SpanContext } from '@opentelemetry/api';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { writeAttributes, writeKeyValue } from './attributes-protobuf.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

// Field numbers are those of opentelemetry/proto/trace/v1/trace.proto.

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

type TraceSerializer = ISerializer<ReadableSpan[], unknown>;

/**
 * The SDK's serializer goes twice through each span, and a busy service has most of its cost of tracing there. Plain
 * spans, without events, links and trace state, are written here in one go; the others go the SDK's way. In protobuf
 * two requests one after the other are one.
 */
export function plainSpansFirst(standard: TraceSerializer): TraceSerializer {
  const attributes = createAttributeCache();
  return {
    ...standard,
    serializeRequest(spans) {
      const plain = spans.filter(isPlain);
      if (plain.length === 0) return standard.serializeRequest(spans);
      const written = plainRequest(plain, attributes);
      if (plain.length === spans.length) return written;
      const others = standard.serializeRequest(spans.filter((span) => !isPlain(span)));
      return Buffer.concat([written, others ?? new Uint8Array()]);
    },
  };
}

function isPlain(span: ReadableSpan): boolean {
  const dropped = span.droppedAttributesCount + span.droppedEventsCount + span.droppedLinksCount;
  return span.events.length === 0 && span.links.length === 0 && dropped === 0 && !span.spanContext().traceState;
}

function plainRequest(spans: readonly ReadableSpan[], attributes: AttributeCache): Uint8Array {
  const out = new ProtobufWriter(spans.length * 400);
  for (const [resource, ofResource] of Map.groupBy(spans, (span) => span.resource)) {
    out.message(1, () => {
      out.message(1, () => writeAttributes(out, 1, resource.attributes));
      for (const [scope, ofScope] of Map.groupBy(ofResource, (span) => span.instrumentationScope)) {
        out.message(2, () => {
          out.message(1, () => {
            out.string(1, scope.name);
            if (scope.version !== undefined) out.string(2, scope.version);
          });
          for (const span of ofScope) out.message(2, () => writeSpan(out, span, attributes));
        });
      }
    });
  }
  return out.finish();
}

function writeSpan(out: ProtobufWriter, span: ReadableSpan, attributes: AttributeCache): void {
  const { traceId, spanId, traceFlags }: SpanContext = span.spanContext();
  const parent = span.parentSpanContext;
  out.hexBytes(1, traceId);
  out.hexBytes(2, spanId);
  if (parent !== undefined) out.hexBytes(4, parent.spanId);
  out.string(5, span.name);
  out.varint(6, span.kind + 1);
  out.time(7, span.startTime);
  out.time(8, span.endTime);
  for (const key in span.attributes) {
    const value = span.attributes[key];
    if (typeof value === 'string') out.bytes(9, attributes(key, value));
    else if (value !== undefined) out.message(9, () => writeKeyValue(out, key, value));
  }
  out.message(15, () => {
    if (span.status.message !== undefined) out.string(2, span.status.message);
    out.varint(3, span.status.code);
  });
  const remote = parent?.isRemote === true ? IS_REMOTE : 0;
  out.fixed32(16, (traceFlags & 0xff) | HAS_IS_REMOTE | remote);
}

/** The bytes of an attribute: most of a span's are those of many others. */
type AttributeCache = (key: string, value: string) => Uint8Array;

const MOST_VALUES = 100;
const LONGEST_VALUE = 200;

function createAttributeCache(): AttributeCache {
  const known = new Map<string, Map<string, Uint8Array>>();
  return (key, value) => {
    const values = known.get(key) ?? new Map<string, Uint8Array>();
    const found = values.get(value);
    if (found !== undefined) return found;
    const out = new ProtobufWriter(key.length + value.length * 3 + 32);
    writeKeyValue(out, key, value);
    // A copy, since what is written is a part of a buffer that others share and that would be kept with it.
    const bytes = new Uint8Array(out.finish());
    if (values.size >= MOST_VALUES) values.clear();
    if (value.length <= LONGEST_VALUE && known.size < MOST_VALUES) known.set(key, values.set(value, bytes));
    return bytes;
  };
}
