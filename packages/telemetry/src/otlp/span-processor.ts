import type { Resource } from '@opentelemetry/resources';
import { NoopSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ExportWatch } from './export-watch.ts';
import { positiveSetting } from './positive-setting.ts';
import { selectSpanExporter } from './select-exporters.ts';
import { SpanBatches } from './span-batches.ts';

/** Sends spans by OTLP in batches; while OTLP is off, spans only exist for their ids in the logs. */
export function createSpanProcessor(watch: ExportWatch, resource: Resource): SpanProcessor {
  const target = selectSpanExporter(watch, resource);
  if (target === undefined) return new NoopSpanProcessor();
  const maxQueueSize = positiveSetting('OTEL_BSP_MAX_QUEUE_SIZE') ?? 2048;
  const limits = {
    maxQueueSize,
    maxExportBatchSize: Math.min(positiveSetting('OTEL_BSP_MAX_EXPORT_BATCH_SIZE') ?? 512, maxQueueSize),
    scheduledDelayMs: positiveSetting('OTEL_BSP_SCHEDULE_DELAY') ?? 5000,
    exportTimeoutMs: positiveSetting('OTEL_BSP_EXPORT_TIMEOUT') ?? 30_000,
  };
  return new SpanBatches({ ...target, watch, limits });
}
