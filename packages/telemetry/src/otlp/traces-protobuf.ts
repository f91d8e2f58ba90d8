import type { InstrumentationScope } from '@opentelemetry/core';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { PbfWriter } from 'pbf';
import { writeAttributes, writeHex, writeKeyValue, writeText, writeTime } from './protobuf.ts';
import type { SpanEncoder } from './span-batches.ts';

// Field numbers are those of opentelemetry/proto/trace/v1/trace.proto.

/** Spans of one request of OTLP, in protobuf. */
export interface EncodedSpans {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** For a batch of spans with some attributes. */
const ROOM = 128 * 1024;

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/**
 * Writes plain spans, without events, links and trace state, as they end; the others go the SDK's way. In protobuf two
 * requests one after the other are one.
 */
export function createProtobufEncoder(
  standard: ISerializer<ReadableSpan[], unknown>,
  resource: Pick<Resource, 'attributes'>,
): SpanEncoder<EncodedSpans> {
  const cached = createAttributeCache();
  // Used again: memory outside of the heap makes V8 collect garbage.
  const scopes = new Map<InstrumentationScope, PbfWriter>();
  const out = new PbfWriter(Buffer.allocUnsafe(ROOM));
  let others: Uint8Array[] = [];
  let count = 0;
  return {
    add(span) {
      if (isPlain(span)) {
        const scope = span.instrumentationScope;
        const spans = scopes.get(scope) ?? new PbfWriter(Buffer.allocUnsafe(ROOM));
        scopes.set(scope, spans);
        spans.writeMessage(2, writeSpan, { span, cached });
      } else others.push(standard.serializeRequest([span]) ?? new Uint8Array());
      count += 1;
    },
    take() {
      out.pos = 0;
      const filled = [...scopes].filter(([, spans]) => spans.pos > 0);
      if (filled.length > 0) out.writeMessage(1, writeResourceSpans, { resource, scopes: filled });
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

interface Content {
  readonly resource: Pick<Resource, 'attributes'>;
  readonly scopes: readonly (readonly [InstrumentationScope, PbfWriter])[];
}

function writeResourceSpans({ resource, scopes }: Content, out: PbfWriter): void {
  out.writeMessage(1, () => writeAttributes(out, 1, resource.attributes), undefined);
  for (const [{ name, version, schemaUrl }, spans] of scopes) {
    const writeScope = () => {
      writeText(out, 1, name);
      if (version !== undefined) writeText(out, 2, version);
    };
    const writeScopeSpans = () => {
      out.writeMessage(1, writeScope, undefined);
      out.realloc(spans.pos);
      out.buf.set(spans.buf.subarray(0, spans.pos), out.pos);
      out.pos += spans.pos;
      spans.pos = 0;
      if (schemaUrl !== undefined) writeText(out, 3, schemaUrl);
    };
    out.writeMessage(2, writeScopeSpans, undefined);
  }
}

function writeSpan({ span, cached }: { span: ReadableSpan; cached: AttributeCache }, out: PbfWriter): void {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const { parentSpanContext: parent, attributes, status } = span;
  writeHex(out, 1, traceId);
  writeHex(out, 2, spanId);
  if (parent !== undefined) writeHex(out, 4, parent.spanId);
  writeText(out, 5, span.name);
  out.writeVarintField(6, span.kind + 1);
  writeTime(out, 7, span.startTime);
  writeTime(out, 8, span.endTime);
  for (const key in attributes) {
    const value = attributes[key];
    if (typeof value === 'string' || typeof value === 'number') out.writeBytesField(9, cached(key, value));
    else if (value !== undefined) out.writeMessage(9, writeKeyValue, [key, value]);
  }
  out.writeMessage(15, writeStatus, status);
  const remote = parent?.isRemote === true ? IS_REMOTE : 0;
  out.writeFixed32Field(16, (traceFlags & 0xff) | HAS_IS_REMOTE | remote);
}

function writeStatus({ message, code }: ReadableSpan['status'], out: PbfWriter): void {
  if (message !== undefined) writeText(out, 2, message);
  out.writeVarintField(3, code);
}

/** The bytes of an attribute: most of a span's are those of many others. */
type AttributeCache = (key: string, value: string | number) => Uint8Array;

const MOST_VALUES = 100;
const LONGEST_VALUE = 200;

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
    if (values.size >= MOST_VALUES) values.clear();
    if (String(value).length <= LONGEST_VALUE && known.size < MOST_VALUES) known.set(key, values.set(value, bytes));
    return bytes;
  };
}
