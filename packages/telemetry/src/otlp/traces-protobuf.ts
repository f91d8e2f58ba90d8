import type { InstrumentationScope } from '@opentelemetry/core';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { PbfWriter } from 'pbf';
import { writeAttributes, writeHex, writeKeyValue, writeText, writeTime } from './protobuf.ts';
import type { SpanEncoder } from './span-batches.ts';

// Field numbers are those of opentelemetry/proto/trace/v1/trace.proto.

/** Spans of one OTLP request, in protobuf. */
export interface EncodedSpans {
  readonly bytes: Uint8Array;
  readonly count: number;
}

type Attributed = Pick<Resource, 'attributes'>;

/** Enough for a usual batch. */
const ROOM = 128 * 1024;

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/**
 * Encodes spans without events, links and trace state as they end, and leaves the others to the SDK. Concatenated, two
 * protobuf requests are one.
 */
export function createProtobufEncoder(
  standard: ISerializer<ReadableSpan[], unknown>,
  resource: Attributed,
): SpanEncoder<EncodedSpans> {
  const cached = createAttributeCache();
  // Reused: memory outside the heap makes V8 collect garbage.
  const scopes = new Map<InstrumentationScope, PbfWriter>();
  const out = new PbfWriter(Buffer.allocUnsafe(ROOM));
  let others: Uint8Array[] = [];
  let count = 0;
  return {
    add(span) {
      if (isPlain(span)) {
        const spans = scopes.get(span.instrumentationScope) ?? new PbfWriter(Buffer.allocUnsafe(ROOM));
        scopes.set(span.instrumentationScope, spans);
        spans.writeMessage(2, writeSpan, { span, cached });
      } else others.push(standard.serializeRequest([span]) ?? new Uint8Array());
      count += 1;
    },
    take() {
      out.pos = 0;
      const filled = [...scopes].filter(([, spans]) => spans.pos > 0);
      if (filled.length > 0) out.writeMessage(1, () => writeResourceSpans(resource, filled, out), undefined);
      for (const [, spans] of filled) spans.pos = 0;
      const taken = { bytes: Buffer.concat([out.buf.subarray(0, out.pos), ...others]), count };
      others = [];
      count = 0;
      return taken;
    },
  };
}

function isPlain(span: ReadableSpan): boolean {
  const dropped = span.droppedAttributesCount + span.droppedEventsCount + span.droppedLinksCount;
  return span.events.length === 0 && span.links.length === 0 && dropped === 0 && !span.spanContext().traceState;
}

type ScopeSpans = [scope: InstrumentationScope, spans: PbfWriter];

function writeResourceSpans({ attributes }: Attributed, scopes: readonly ScopeSpans[], out: PbfWriter): void {
  out.writeMessage(1, () => writeAttributes(out, 1, attributes), undefined);
  for (const scope of scopes) out.writeMessage(2, writeScopeSpans, scope);
}

function writeScopeSpans([scope, spans]: ScopeSpans, out: PbfWriter): void {
  out.writeMessage(1, writeScope, scope);
  out.realloc(spans.pos);
  out.buf.set(spans.buf.subarray(0, spans.pos), out.pos);
  out.pos += spans.pos;
  if (scope.schemaUrl !== undefined) writeText(out, 3, scope.schemaUrl);
}

function writeScope({ name, version }: InstrumentationScope, out: PbfWriter): void {
  writeText(out, 1, name);
  if (version !== undefined) writeText(out, 2, version);
}

function writeSpan({ span, cached }: { span: ReadableSpan; cached: AttributeCache }, out: PbfWriter): void {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const parent = span.parentSpanContext;
  writeHex(out, 1, traceId);
  writeHex(out, 2, spanId);
  if (parent !== undefined) writeHex(out, 4, parent.spanId);
  writeText(out, 5, span.name);
  out.writeVarintField(6, span.kind + 1);
  writeTime(out, 7, span.startTime);
  writeTime(out, 8, span.endTime);
  for (const key in span.attributes) {
    const value = span.attributes[key];
    if (typeof value === 'string' || typeof value === 'number') out.writeBytesField(9, cached(key, value));
    else if (value !== undefined) out.writeMessage(9, writeKeyValue, [key, value]);
  }
  out.writeMessage(15, writeStatus, span.status);
  out.writeFixed32Field(16, (traceFlags & 0xff) | HAS_IS_REMOTE | (parent?.isRemote === true ? IS_REMOTE : 0));
}

function writeStatus({ message, code }: ReadableSpan['status'], out: PbfWriter): void {
  if (message !== undefined) writeText(out, 2, message);
  out.writeVarintField(3, code);
}

/** The bytes of an attribute: most of a span's are those of many others. */
type AttributeCache = (key: string, value: string | number) => Uint8Array;

const MAX_VALUES = 100;
const MAX_LENGTH = 200;

function createAttributeCache(): AttributeCache {
  const scratch = new PbfWriter();
  const known = new Map<string, Map<string | number, Uint8Array>>();
  return (key, value) => {
    const values = known.get(key) ?? new Map<string | number, Uint8Array>();
    const found = values.get(value);
    // For a map, -0 is 0.
    if (found !== undefined && value !== 0) return found;
    scratch.pos = 0;
    writeKeyValue([key, value], scratch);
    const bytes = scratch.buf.slice(0, scratch.pos);
    if (values.size >= MAX_VALUES) values.clear();
    if (String(value).length <= MAX_LENGTH && known.size < MAX_VALUES) known.set(key, values.set(value, bytes));
    return bytes;
  };
}
