import type { InstrumentationScope } from '@opentelemetry/core';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { writeAttributes, writeKeyValue } from './attributes-protobuf.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import type { EncodedSpans, SpanEncoder } from './span-encoder.ts';

// Field numbers are those of opentelemetry/proto/trace/v1/trace.proto.

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/**
 * Writes each span as it ends. The SDK's serializer goes twice through each span, and a busy service has most of its
 * cost of tracing there: so plain spans, without events, links and trace state, are written here in one go; the others
 * go the SDK's way. In protobuf two requests one after the other are one.
 */
export function createProtobufEncoder(
  standard: ISerializer<ReadableSpan[], unknown>,
  resource: Pick<Resource, 'attributes'>,
): SpanEncoder<EncodedSpans> {
  const attributes = createAttributeCache();
  const scopes = new Map<InstrumentationScope, ProtobufWriter>();
  let others: Uint8Array[] = [];
  let count = 0;
  const writerOf = (scope: InstrumentationScope): ProtobufWriter => {
    const known = scopes.get(scope);
    if (known !== undefined) return known;
    const made = new ProtobufWriter();
    scopes.set(scope, made);
    return made;
  };
  const takePlain = (): Uint8Array[] => {
    const written = [...scopes].filter(([, spans]) => spans.length > 0);
    if (written.length === 0) return [];
    const out = new ProtobufWriter(written.reduce((bytes, [, spans]) => bytes + spans.length, 1024));
    out.message(1, () => {
      out.message(1, () => writeAttributes(out, 1, resource.attributes));
      for (const [scope, spans] of written) {
        out.message(2, () => {
          out.message(1, () => {
            out.string(1, scope.name);
            if (scope.version !== undefined) out.string(2, scope.version);
          });
          out.append(spans.written());
        });
        spans.clear();
      }
    });
    return [out.written()];
  };
  return {
    add(span) {
      count += 1;
      if (isPlain(span)) writeSpan(writerOf(span.instrumentationScope), span, attributes);
      else others.push(standard.serializeRequest([span]) ?? new Uint8Array());
    },
    take() {
      const parts = [...takePlain(), ...others];
      others = [];
      const taken = count;
      count = 0;
      return { bytes: parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts), count: taken };
    },
  };
}

function isPlain(span: ReadableSpan): boolean {
  const dropped = span.droppedAttributesCount + span.droppedEventsCount + span.droppedLinksCount;
  return span.events.length === 0 && span.links.length === 0 && dropped === 0 && !span.spanContext().traceState;
}

function writeSpan(out: ProtobufWriter, span: ReadableSpan, cached: AttributeCache): void {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const { parentSpanContext: parent, attributes, status } = span;
  const length = out.begin(2);
  out.hexBytes(1, traceId);
  out.hexBytes(2, spanId);
  if (parent !== undefined) out.hexBytes(4, parent.spanId);
  out.string(5, span.name);
  out.varint(6, span.kind + 1);
  out.time(7, span.startTime);
  out.time(8, span.endTime);
  for (const key in attributes) {
    const value = attributes[key];
    if (typeof value === 'string' || typeof value === 'number') out.bytes(9, cached(key, value));
    else if (value !== undefined) out.message(9, () => writeKeyValue(out, key, value));
  }
  const inner = out.begin(15);
  if (status.message !== undefined) out.string(2, status.message);
  out.varint(3, status.code);
  out.end(inner);
  const remote = parent?.isRemote === true ? IS_REMOTE : 0;
  out.fixed32(16, (traceFlags & 0xff) | HAS_IS_REMOTE | remote);
  out.end(length);
}

/** The bytes of an attribute: most of a span's are those of many others. */
type AttributeCache = (key: string, value: string | number) => Uint8Array;

const MOST_VALUES = 100;
const LONGEST_VALUE = 200;

function createAttributeCache(): AttributeCache {
  const known = new Map<string, Map<string | number, Uint8Array>>();
  return (key, value) => {
    const values = known.get(key) ?? new Map<string | number, Uint8Array>();
    const found = values.get(value);
    // For a map, -0 is 0.
    if (found !== undefined && value !== 0) return found;
    const length = typeof value === 'string' ? value.length : 0;
    const out = new ProtobufWriter(key.length + length * 3 + 32);
    writeKeyValue(out, key, value);
    // A copy, since what is written is a part of a buffer that others share and that would be kept with it.
    const bytes = new Uint8Array(out.written());
    if (values.size >= MOST_VALUES) values.clear();
    if (length <= LONGEST_VALUE && known.size < MOST_VALUES) known.set(key, values.set(value, bytes));
    return bytes;
  };
}
