import { type Attributes, type Context, type Link, SpanKind } from '@opentelemetry/api';
import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';

/** Samples no probe or scrape (`/health…`, `/metrics`); another sampler decides on the rest. */
export class ProbeSampler implements Sampler {
  readonly #others: Sampler;

  constructor(others: Sampler) {
    this.#others = others;
  }

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    if (kind === SpanKind.SERVER && isProbe(attributes['url.path'])) return { decision: SamplingDecision.NOT_RECORD };
    return this.#others.shouldSample(context, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return `ProbeSampler{${this.#others}}`;
  }
}

/** Whether a path is that of a probe or a scrape. */
export function isProbe(path: unknown): boolean {
  return typeof path === 'string' && (path === '/metrics' || path === '/health' || path.startsWith('/health/'));
}
