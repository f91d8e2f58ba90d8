import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ExportWatch } from './export-watch.ts';
import { createSpanExporter } from './exporters.ts';
import { positiveSetting } from './positive-setting.ts';
import type { Sender } from './sender.ts';
import { SpanBatches } from './span-batches.ts';
import type { Protocol } from './targets.ts';

/** Sends spans by OTLP in batches, by the limits of `OTEL_BSP_…`. */
export function createSpanProcessor(
  protocol: Protocol,
  sender: Sender,
  resource: Resource,
  watch: ExportWatch,
): SpanProcessor {
  const maxQueueSize = positiveSetting('OTEL_BSP_MAX_QUEUE_SIZE') ?? 2048;
  const limits = {
    maxQueueSize,
    maxExportBatchSize: Math.min(positiveSetting('OTEL_BSP_MAX_EXPORT_BATCH_SIZE') ?? 512, maxQueueSize),
    scheduledDelayMs: positiveSetting('OTEL_BSP_SCHEDULE_DELAY') ?? 5000,
    exportTimeoutMs: positiveSetting('OTEL_BSP_EXPORT_TIMEOUT') ?? 30_000,
  };
  return new SpanBatches({ ...createSpanExporter(protocol, sender, resource), watch, limits });
}
