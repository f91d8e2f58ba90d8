import { TraceFlags } from '@opentelemetry/api';
import {
  BatchSpanProcessor,
  NoopSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { ExportWatch } from './export-watch.ts';
import { positiveSetting } from './positive-setting.ts';
import { selectSpanExporter } from './select-exporters.ts';

/** Sends spans by OTLP in batches; while OTLP is off, spans only exist for their ids in the logs. */
export function createSpanProcessor(watch: ExportWatch): SpanProcessor {
  const exporter = selectSpanExporter(watch);
  return exporter === undefined ? new NoopSpanProcessor() : new CountedBatches(exporter, watch);
}

/**
 * The SDK's batch processor, in front of which the full queue is counted: the SDK drops there without a word. A batch
 * of dropped spans counts as one lost export.
 */
class CountedBatches extends BatchSpanProcessor {
  readonly #watch: ExportWatch;
  readonly #capacity: number;
  readonly #batch: number;
  #queued = 0;
  #dropped = 0;

  constructor(exporter: SpanExporter, watch: ExportWatch) {
    const capacity = positiveSetting('OTEL_BSP_MAX_QUEUE_SIZE') ?? 2048;
    const batch = Math.min(positiveSetting('OTEL_BSP_MAX_EXPORT_BATCH_SIZE') ?? 512, capacity);
    super({
      exporter: {
        export: (spans, done) => {
          this.#queued -= spans.length;
          exporter.export(spans, done);
        },
        shutdown: () => exporter.shutdown(),
        forceFlush: async () => exporter.forceFlush?.(),
      },
      maxQueueSize: capacity,
      maxExportBatchSize: batch,
      scheduledDelayMillis: positiveSetting('OTEL_BSP_SCHEDULE_DELAY') ?? 5000,
      exportTimeoutMillis: positiveSetting('OTEL_BSP_EXPORT_TIMEOUT') ?? 30_000,
    });
    this.#watch = watch;
    this.#capacity = capacity;
    this.#batch = batch;
  }

  override onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (this.#queued < this.#capacity) {
      this.#queued += 1;
      super.onEnd(span);
      return;
    }
    if (this.#dropped % this.#batch === 0) this.#watch.lost(new Error(`the queue of ${this.#capacity} spans is full`));
    this.#dropped += 1;
  }
}
