import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { numberFromEnv, waitFromEnv } from '../environment.ts';
import type { DelegateContext } from './delegates.ts';
import { createEncodedSpanExporter } from './exporters.ts';
import { createJsonSpanExporter } from './json-span-exporter.ts';
import { SpanBatches, type SpanEncoder } from './span-batches.ts';
import { createProtobufEncoder } from './traces-protobuf.ts';

/** Sends spans by OTLP in batches, by the limits of `OTEL_BSP_…`. */
export function createSpanProcessor(context: DelegateContext, resource: Resource): SpanProcessor {
  const maxQueueSize = numberFromEnv('OTEL_BSP_MAX_QUEUE_SIZE', 1) ?? 2048;
  const limits = {
    maxQueueSize,
    maxExportBatchSize: Math.min(numberFromEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 1) ?? 512, maxQueueSize),
    scheduledDelayMs: waitFromEnv('OTEL_BSP_SCHEDULE_DELAY') ?? 5000,
    exportTimeoutMs: waitFromEnv('OTEL_BSP_EXPORT_TIMEOUT') ?? 30_000,
  };
  const { target, watch } = context;
  if (target.protocol === 'http/json') {
    return new SpanBatches({ encoder: keepSpans(), exporter: createJsonSpanExporter(context), watch, limits });
  }
  const encoder = createProtobufEncoder(ProtobufTraceSerializer, resource);
  return new SpanBatches({ encoder, exporter: createEncodedSpanExporter(context), watch, limits });
}

/** JSON cannot be put together from parts: keeps the spans until they are asked for. */
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
