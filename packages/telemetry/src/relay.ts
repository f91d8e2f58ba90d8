import { type Attributes, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

/** A span that a process has ended which cannot export it itself, such as a page in a browser. */
export interface RelayedSpan {
  readonly name: string;
  readonly kind: 'internal' | 'client';
  /** 32 and 16 hex digits. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  /** Unix ms. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** With `error.type` it has failed. */
  readonly attributes: Attributes;
}

export interface Relay {
  relay(service: string, spans: readonly RelayedSpan[]): void;
  shutdown(): Promise<void>;
}

/** Of what a service's own resource says, that which holds for a process that it relays for. */
const SHARED = ['service.version', 'deployment.environment.name'];
const KINDS = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT } as const;

/** Exports spans of other processes beside this one's, each under its own `service.name`. */
export function createRelay(own: Resource, processorFor: (resource: Resource) => SpanProcessor): Relay {
  const services = new Map<string, ReturnType<typeof open>>();
  const open = (service: string) => {
    const shared = SHARED.map((name) => [name, own.attributes[name]]);
    const resource = resourceFromAttributes({ ...Object.fromEntries(shared), 'service.name': service });
    // The one object of each service, by which an encoder knows its spans.
    return { resource, scope: { name: `@qt/${service}` }, processor: processorFor(resource) };
  };
  return {
    relay(service, spans) {
      const { resource, scope, processor } = services.get(service) ?? open(service);
      services.set(service, { resource, scope, processor });
      for (const span of spans) processor.onEnd(readable(span, resource, scope));
    },
    async shutdown() {
      await Promise.all([...services.values()].map(({ processor }) => processor.shutdown()));
    },
  };
}

function readable(span: RelayedSpan, resource: Resource, scope: { readonly name: string }): ReadableSpan {
  const { traceId, parentSpanId, startedAt, durationMs, attributes } = span;
  const contextOf = (spanId: string) => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED });
  const failed = attributes['error.type'] !== undefined;
  return {
    name: span.name,
    kind: KINDS[span.kind],
    spanContext: () => contextOf(span.spanId),
    ...(parentSpanId === null ? {} : { parentSpanContext: contextOf(parentSpanId) }),
    startTime: millisToHrTime(startedAt),
    endTime: millisToHrTime(startedAt + durationMs),
    duration: millisToHrTime(durationMs),
    status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes,
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
