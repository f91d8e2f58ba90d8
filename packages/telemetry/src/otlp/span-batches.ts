import { context, ROOT_CONTEXT, TraceFlags } from '@opentelemetry/api';
import { type ExportResult, suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ExportWatch } from './export-watch.ts';
import type { SpanEncoder } from './span-encoder.ts';

export interface BatchExporter<B> {
  export(batch: B, done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

/** As the specification names them for its batching processor. */
export interface BatchLimits {
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  readonly scheduledDelayMs: number;
  readonly exportTimeoutMs: number;
}

interface SpanBatchesOptions<B> {
  readonly encoder: SpanEncoder<B>;
  readonly exporter: BatchExporter<B>;
  readonly watch: ExportWatch;
  readonly limits: BatchLimits;
}

/** No trace of the sending itself, and nothing that it leaves behind belongs to the request that ended a batch. */
const UNTRACED = suppressTracing(ROOT_CONTEXT);

/**
 * Sends sampled spans in batches, one after the other: a batch goes when it is full or has waited long enough. Unlike
 * the SDK's own, it encodes each span as it ends: spans that wait as objects, for seconds, make each collection of
 * garbage copy them, and V8 then gives new objects more memory than a processor's cache holds. And it counts what a
 * full queue drops.
 */
export class SpanBatches<B> implements SpanProcessor {
  readonly #options: SpanBatchesOptions<B>;
  readonly #patience: NodeJS.Timeout;
  /** Full ones, the oldest first. */
  readonly #batches: { readonly content: B; readonly count: number }[] = [];
  /** Spans in the encoder. */
  #filling = 0;
  /** Spans in the encoder and in batches that are not being sent yet. */
  #queued = 0;
  #sending: Promise<void> | undefined;
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

  async forceFlush(): Promise<void> {
    this.#flush();
    await this.#sending;
  }

  async shutdown(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#patience);
    await this.forceFlush();
    await this.#options.exporter.shutdown();
  }

  #flush(): void {
    if (this.#filling === 0) return;
    const count = this.#filling;
    this.#filling = 0;
    try {
      this.#batches.push({ content: this.#options.encoder.take(), count });
    } catch (error) {
      this.#queued -= count;
      this.#options.watch.lost(count, error);
    }
    this.#sending ??= context.with(UNTRACED, () => this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    // Not before `#sending` is set, and not within the work that ended the span.
    await Promise.resolve();
    for (let batch = this.#batches.shift(); batch !== undefined; batch = this.#batches.shift()) {
      this.#queued -= batch.count;
      await this.#send(batch.content);
    }
    this.#sending = undefined;
  }

  /** Never rejects: what became of the batch is the watch's to know. Given up when it takes too long. */
  #send(content: B): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const limit = setTimeout(resolve, this.#options.limits.exportTimeoutMs).unref();
    this.#options.exporter.export(content, () => {
      clearTimeout(limit);
      resolve();
    });
    return promise;
  }
}
