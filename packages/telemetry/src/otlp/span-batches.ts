import { context, ROOT_CONTEXT, TraceFlags } from '@opentelemetry/api';
import { type ExportResult, suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ExportWatch } from './export-watch.ts';

/** Takes spans as they end and gives them as the content of one export. */
export interface SpanEncoder<B> {
  add(span: ReadableSpan): void;
  /** All spans added since the last one. */
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
  /** As the specification names them for its batching processor. */
  readonly limits: {
    readonly maxQueueSize: number;
    readonly maxExportBatchSize: number;
    readonly scheduledDelayMs: number;
    readonly exportTimeoutMs: number;
  };
}

/** No trace of the sending itself, and nothing that it leaves behind belongs to the request that ended a batch. */
const UNTRACED = suppressTracing(ROOT_CONTEXT);

/**
 * Sends sampled spans in batches, one after the other: a batch goes when it is full or has waited long enough. Unlike
 * the SDK's own it encodes each span as it ends: spans that wait as objects cost garbage collection, and a batch that
 * is encoded at once holds the event loop. And it tells how many spans a full queue drops.
 */
export class SpanBatches<B> implements SpanProcessor {
  readonly #options: SpanBatchesOptions<B>;
  readonly #patience: NodeJS.Timeout;
  /** Spans in the encoder. */
  #filling = 0;
  /** Spans in the encoder and in batches that are not being sent yet. */
  #queued = 0;
  /** Ends with the last batch. */
  #sending: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(options: SpanBatchesOptions<B>) {
    this.#options = options;
    this.#patience = setTimeout(() => this.#flush(), options.limits.scheduledDelayMs).unref();
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    const { encoder, watch, limits } = this.#options;
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0 || this.#ended) return;
    if (this.#queued >= limits.maxQueueSize) {
      watch.lost(1, new Error(`the queue of ${limits.maxQueueSize} spans is full`));
      return;
    }
    try {
      encoder.add(span);
    } catch (error) {
      watch.lost(1, error);
      return;
    }
    this.#queued += 1;
    this.#filling += 1;
    if (this.#filling >= limits.maxExportBatchSize) this.#flush();
    else if (this.#filling === 1) this.#patience.refresh();
  }

  forceFlush(): Promise<void> {
    this.#flush();
    return this.#sending;
  }

  async shutdown(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#patience);
    await this.forceFlush();
    await this.#options.exporter.shutdown();
  }

  #flush(): void {
    const count = this.#filling;
    if (count === 0) return;
    this.#filling = 0;
    const batch = this.#options.encoder.take();
    this.#sending = this.#sending.then(() => {
      this.#queued -= count;
      return context.with(UNTRACED, () => this.#send(batch));
    });
  }

  /** Never rejects: the exporter's watch hears what became of the batch. Given up when it takes too long. */
  #send(batch: B): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const limit = setTimeout(resolve, this.#options.limits.exportTimeoutMs).unref();
    this.#options.exporter.export(batch, () => {
      clearTimeout(limit);
      resolve();
    });
    return promise;
  }
}
