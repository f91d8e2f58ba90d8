import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { RelayedSpan } from './relay.ts';

/** Of all traces together: some 5 MB. */
const MOST_SPANS = 10_000;
/** Of one trace, so that none pushes all others out. */
const MOST_OF_ONE = 1000;
/** Traces that have begun and not ended here; one whose end never comes is pushed out. */
const MOST_OPEN = 1000;

/** A span of a trace that is kept, as plain values. */
export interface KeptSpan {
  /** The name that it is exported under: another one than the process' own for what that relays. */
  readonly service: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly spanId: string;
  readonly parentSpanId: string | null;
  /** Unix ms, with a fraction. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Why it failed; null: it did not. */
  readonly error: string | null;
}

const KINDS = {
  [SpanKind.INTERNAL]: 'internal',
  [SpanKind.SERVER]: 'server',
  [SpanKind.CLIENT]: 'client',
  [SpanKind.PRODUCER]: 'producer',
  [SpanKind.CONSUMER]: 'consumer',
} as const;

/** Jobs and training change something without a request that says so. */
const ACTING_NAMES = /^(job |retrain$)/;

/**
 * The sampled spans of the latest traces in which this process changed something, so that a trace can be looked at where no
 * tool stores it: at most 10,000 spans. Traces that only read are dropped when they end here.
 */
export class KeptSpans implements SpanProcessor {
  readonly #service: string;
  readonly #open = new Map<string, ReadableSpan[]>();
  readonly #kept = new Map<string, KeptSpan[]>();
  #keptSpans = 0;

  constructor(service: string) {
    this.#service = service;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    const kept = this.#kept.get(traceId);
    if (kept !== undefined) {
      this.#add(kept, [keptSpanOf(span, this.#service)]);
      return;
    }
    const open = this.#open.get(traceId) ?? [];
    if (open.length < MOST_OF_ONE) open.push(span);
    const { parentSpanContext: parent } = span;
    // Most traces are one span: those are never put among the open ones.
    if (parent === undefined || parent.isRemote === true) this.#end(traceId, open);
    else if (open.length === 1) this.#begin(traceId, open);
  }

  /** Spans of another process; they are kept beside this one's of the same trace. */
  relay(service: string, spans: readonly RelayedSpan[]): void {
    for (const { traceId, name, kind, spanId, parentSpanId, startedAt, durationMs, attributes } of spans) {
      const kept = this.#kept.get(traceId);
      if (kept === undefined) continue;
      const type = attributes['error.type'];
      const error = type === undefined ? null : String(type);
      this.#add(kept, [{ service, name, kind, spanId, parentSpanId, startedAt, durationMs, error }]);
    }
  }

  /** Of one trace, as they ended; empty: it is not kept. */
  of(traceId: string): readonly KeptSpan[] {
    return this.#kept.get(traceId) ?? [];
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  #begin(traceId: string, spans: ReadableSpan[]): void {
    this.#open.set(traceId, spans);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST_OPEN && oldest !== undefined) this.#open.delete(oldest);
  }

  #end(traceId: string, spans: readonly ReadableSpan[]): void {
    this.#open.delete(traceId);
    if (!spans.some(acts)) return;
    const kept: KeptSpan[] = [];
    this.#kept.set(traceId, kept);
    this.#add(
      kept,
      spans.map((span) => keptSpanOf(span, this.#service)),
    );
  }

  #add(kept: KeptSpan[], spans: readonly KeptSpan[]): void {
    if (kept.length > MOST_OF_ONE) return;
    kept.push(...spans);
    this.#keptSpans += spans.length;
    for (const [traceId, oldest] of this.#kept) {
      if (this.#keptSpans <= MOST_SPANS) break;
      this.#kept.delete(traceId);
      this.#keptSpans -= oldest.length;
    }
  }
}

function acts({ kind, name, attributes }: ReadableSpan): boolean {
  const method = attributes['http.request.method'];
  if (method !== undefined) return method !== 'GET' && method !== 'HEAD';
  return kind === SpanKind.INTERNAL && ACTING_NAMES.test(name);
}

function keptSpanOf(span: ReadableSpan, service: string): KeptSpan {
  const { name, kind, parentSpanContext, startTime, duration, status, attributes } = span;
  const failed = status.code === SpanStatusCode.ERROR;
  return {
    service,
    name,
    kind: KINDS[kind],
    spanId: span.spanContext().spanId,
    parentSpanId: parentSpanContext?.spanId ?? null,
    startedAt: hrTimeToMilliseconds(startTime),
    durationMs: hrTimeToMilliseconds(duration),
    error: failed ? (status.message ?? String(attributes['error.type'] ?? 'failed')) : null,
  };
}
