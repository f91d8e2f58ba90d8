import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** Takes spans as they end and gives them as requests of OTLP. */
export interface SpanEncoder {
  add(span: ReadableSpan): void;
  /** The request with all spans added since the last one. */
  take(): Uint8Array | undefined;
}

/** Spans of one request of OTLP. */
export interface EncodedSpans {
  readonly bytes: Uint8Array | undefined;
  readonly count: number;
}

/** For formats in which a request cannot be put together from parts: keeps the spans until they are asked for. */
export function encodeAtOnce(serializer: ISerializer<ReadableSpan[], unknown>): SpanEncoder {
  let spans: ReadableSpan[] = [];
  return {
    add: (span) => void spans.push(span),
    take() {
      const taken = spans;
      spans = [];
      return serializer.serializeRequest(taken);
    },
  };
}
