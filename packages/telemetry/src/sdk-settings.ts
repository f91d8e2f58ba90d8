import { diag, type TextMapPropagator } from '@opentelemetry/api';
import {
  CompositePropagator,
  getNumberFromEnv,
  getStringFromEnv,
  getStringListFromEnv,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  type SpanLimits,
} from '@opentelemetry/sdk-trace';
import { onDemand } from './on-demand.ts';
import { RatioSampler } from './ratio-sampler.ts';

// What OpenTelemetry's NodeSDK reads of the environment. It is not used itself: it loads every exporter there is.

const SAMPLERS: Readonly<Record<string, () => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: () => new RatioSampler(ratio()),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: () => new ParentBasedSampler({ root: new RatioSampler(ratio()) }),
};

/** The sampler of `OTEL_TRACES_SAMPLER`; all traces unless told. */
export function samplerFromEnv(): Sampler {
  const name = getStringFromEnv('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  const create = Object.hasOwn(SAMPLERS, name) ? SAMPLERS[name] : undefined;
  if (create !== undefined) return create();
  diag.warn(`OTEL_TRACES_SAMPLER: expected ${Object.keys(SAMPLERS).join(', ')}, actual ${name}; sampling all`);
  return new ParentBasedSampler({ root: new AlwaysOnSampler() });
}

function ratio(): number {
  const value = getNumberFromEnv('OTEL_TRACES_SAMPLER_ARG');
  if (value !== undefined && value >= 0 && value <= 1) return value;
  diag.warn(`OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1, actual ${value ?? 'none'}; sampling all`);
  return 1;
}

/** The limits of `OTEL_SPAN_…` and `OTEL_ATTRIBUTE_…`, those that are set. */
export function spanLimitsFromEnv(): SpanLimits {
  const limits = {
    attributeCountLimit: first('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'),
    attributeValueLengthLimit: first('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'),
    eventCountLimit: first('OTEL_SPAN_EVENT_COUNT_LIMIT'),
    linkCountLimit: first('OTEL_SPAN_LINK_COUNT_LIMIT'),
    attributePerEventCountLimit: first('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'),
    attributePerLinkCountLimit: first('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'),
  };
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}

function first(...variables: string[]): number | undefined {
  return variables.map((variable) => getNumberFromEnv(variable)).find((value) => value !== undefined);
}

interface B3 {
  readonly B3Propagator: new (config?: { injectEncoding: number }) => TextMapPropagator;
  readonly B3InjectEncoding: { readonly MULTI_HEADER: number };
}

const PROPAGATORS: Readonly<Record<string, () => TextMapPropagator>> = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
  b3: () => new (onDemand<B3>('@opentelemetry/propagator-b3').B3Propagator)(),
  b3multi() {
    const { B3Propagator, B3InjectEncoding } = onDemand<B3>('@opentelemetry/propagator-b3');
    return new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER });
  },
};

/** The propagators of `OTEL_PROPAGATORS`; trace context and baggage unless told, undefined for `none`. */
export function propagatorFromEnv(): TextMapPropagator | undefined {
  const names = new Set(getStringListFromEnv('OTEL_PROPAGATORS') ?? ['tracecontext', 'baggage']);
  if (names.has('none')) return undefined;
  const propagators = [...names].flatMap((name) => {
    if (Object.hasOwn(PROPAGATORS, name)) return PROPAGATORS[name]?.() ?? [];
    diag.warn(`OTEL_PROPAGATORS: expected ${Object.keys(PROPAGATORS).join(', ')}, none, actual ${name}`);
    return [];
  });
  return propagators.length === 0 ? undefined : new CompositePropagator({ propagators });
}
