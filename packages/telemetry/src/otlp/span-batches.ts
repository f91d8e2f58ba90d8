import { context, ROOT_CONTEXT, TraceFlags } from '@opentelemetry/api';
import { type ExportResult, suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { batchLimitsFromEnv } from '../environment.ts';
import type { ExportWatch } from './export-watch.ts';

/** Collects spans as they end. */
export interface SpanEncoder<B> {
  add(span: ReadableSpan): void;
  /** Everything added since the last call, as the content of one export. */
  take(): B;
}

export interface BatchExporter<B> {
  export(batch: B, done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

interface SpanBatchesOptions<B> {
  readonly encoder: SpanEncoder<B>;
  readonly exporter: BatchExporter<B>;
  readonly watch: ExportWatch;
  readonly limits: ReturnType<typeof batchLimitsFromEnv>;
}

/** Exports leave no spans, and do not keep the request alive that completed a batch. */
const UNTRACED = suppressTracing(ROOT_CONTEXT);

/**
 * The SDK's batching processor, but each span is encoded as it ends: spans kept as objects cost garbage collection, and
 * encoding a whole batch would hold the event loop. Spans that a full queue drops are counted.
 */
export class SpanBatches<B> implements SpanProcessor {
  readonly #options: SpanBatchesOptions<B>;
  readonly #timer: NodeJS.Timeout;
  /** Spans in the encoder. */
  #filling = 0;
  /** Spans in the encoder and in batches that wait for the one before. */
  #queued = 0;
  #lastSent: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(options: SpanBatchesOptions<B>) {
    this.#options = options;
    this.#timer = setTimeout(() => this.#flush(), options.limits.scheduledDelayMillis).unref();
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    const { encoder, watch, limits } = this.#options;
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0 || this.#ended) return;
    try {
      if (this.#queued >= limits.maxQueueSize) throw new Error(`the queue of ${limits.maxQueueSize} spans is full`);
      encoder.add(span);
    } catch (error) {
      watch.lost(1, error);
      return;
    }
    this.#queued += 1;
    this.#filling += 1;
    if (this.#filling >= limits.maxExportBatchSize) this.#flush();
    else if (this.#filling === 1) this.#timer.refresh();
  }

  forceFlush(): Promise<void> {
    this.#flush();
    return this.#lastSent;
  }

  async shutdown(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    await this.forceFlush();
    await this.#options.exporter.shutdown();
  }

  #flush(): void {
    const count = this.#filling;
    if (count === 0) return;
    this.#filling = 0;
    const batch = this.#options.encoder.take();
    this.#lastSent = this.#lastSent.then(() => {
      this.#queued -= count;
      return context.with(UNTRACED, () => this.#send(batch));
    });
  }

  /** Never rejects: the exporter's watch hears how it ended. */
  #send(batch: B): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const limit = setTimeout(resolve, this.#options.limits.exportTimeoutMillis).unref();
    this.#options.exporter.export(batch, () => {
      clearTimeout(limit);
      resolve();
    });
    return promise;
  }
}
