import {
  type Context,
  context,
  isSpanContextValid,
  type Span,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import {
  type IdGenerator,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  TracerProvider as SdkTracerProvider,
  type TracerProviderOptions,
} from '@opentelemetry/sdk-trace';

/**
 * The SDK's tracers, but that the sampler decides before anything is put together for a span: one that is not sampled
 * has its ids and no more, at a third of what the SDK takes for it.
 */
export function createTracerProvider(
  options: TracerProviderOptions & { readonly sampler: Sampler; readonly idGenerator: IdGenerator },
): TracerProvider & { shutdown(): Promise<void> } {
  const decided = new Decided();
  const sdk = new SdkTracerProvider({ ...options, sampler: decided, idGenerator: decided });
  return {
    getTracer: (name, version, about) =>
      new SamplingTracer(options, decided, sdk.getTracer(name, version, about) as Tracer),
    shutdown: () => sdk.shutdown(),
  };
}

interface Decision {
  readonly traceId: string;
  readonly spanId: string;
  readonly result: SamplingResult;
}

/** Gives the SDK what was drawn and decided for the span that it is about to begin. */
class Decided implements IdGenerator, Sampler {
  next: Decision = { traceId: '', spanId: '', result: { decision: SamplingDecision.NOT_RECORD } };

  generateTraceId = (): string => this.next.traceId;
  generateSpanId = (): string => this.next.spanId;
  shouldSample = (): SamplingResult => this.next.result;
}

const NO_ATTRIBUTES = {};
const NO_LINKS: never[] = [];

class SamplingTracer implements Tracer {
  readonly #sampler: Sampler;
  readonly #ids: IdGenerator;
  readonly #decided: Decided;
  readonly #sdk: Tracer;

  constructor({ sampler, idGenerator }: { sampler: Sampler; idGenerator: IdGenerator }, decided: Decided, sdk: Tracer) {
    this.#sampler = sampler;
    this.#ids = idGenerator;
    this.#decided = decided;
    this.#sdk = sdk;
  }

  startSpan(name: string, options: SpanOptions = {}, within: Context = context.active()): Span {
    const from = options.root === true ? trace.deleteSpan(within) : within;
    if (isTracingSuppressed(from)) return this.#sdk.startSpan(name, options, from);
    const parent = trace.getSpanContext(from);
    const known = parent !== undefined && isSpanContextValid(parent);
    const traceId = known ? parent.traceId : this.#ids.generateTraceId();
    const spanId = this.#ids.generateSpanId();
    const { kind = 0, attributes = NO_ATTRIBUTES, links = NO_LINKS } = options;
    const result = this.#sampler.shouldSample(from, traceId, name, kind, attributes, links);
    if (result.decision === SamplingDecision.NOT_RECORD) {
      const traceState = result.traceState ?? (known ? parent.traceState : undefined);
      const unsampled = { traceId, spanId, traceFlags: TraceFlags.NONE };
      return trace.wrapSpanContext(traceState === undefined ? unsampled : { ...unsampled, traceState });
    }
    this.#decided.next = { traceId, spanId, result };
    return this.#sdk.startSpan(name, options, from);
  }

  startActiveSpan(name: string, ...rest: unknown[]): never {
    const work = rest.pop() as (span: Span) => never;
    const [options, within = context.active()] = rest as [SpanOptions?, Context?];
    const span = this.startSpan(name, options, within);
    return context.with(trace.setSpan(within, span), work, undefined, span);
  }
}
