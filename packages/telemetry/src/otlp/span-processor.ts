import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { batchLimitsFromEnv } from '../environment.ts';
import type { DelegateContext } from './delegates.ts';
import { createEncodedSpanExporter } from './exporters.ts';
import { createJsonSpanExporter } from './json-span-exporter.ts';
import { SpanBatches, type SpanEncoder } from './span-batches.ts';
import { createProtobufEncoder } from './traces-protobuf.ts';

export function createSpanProcessor(context: DelegateContext, resource: Resource): SpanProcessor {
  const limits = batchLimitsFromEnv('BSP', 5000);
  const { target, watch } = context;
  if (target.protocol === 'http/json') {
    return new SpanBatches({ encoder: keepSpans(), exporter: createJsonSpanExporter(context), watch, limits });
  }
  const encoder = createProtobufEncoder(ProtobufTraceSerializer, resource);
  return new SpanBatches({ encoder, exporter: createEncodedSpanExporter(context), watch, limits });
}

/** JSON cannot be concatenated. */
function keepSpans(): SpanEncoder<ReadableSpan[]> {
  let spans: ReadableSpan[] = [];
  return {
    add: (span) => void spans.push(span),
    take() {
      const taken = spans;
      spans = [];
      return taken;
    },
  };
}
