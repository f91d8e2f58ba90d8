import type { TextMapPropagator } from '@opentelemetry/api';
import {
  CompositePropagator,
  getStringFromEnv,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  type SpanLimits,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { choiceFromEnv, namesFromEnv, numberFromEnv, warnOf } from './environment.ts';

// Settings that NodeSDK would read itself: with samplers of ours, and with warnings that name variable and value.

const SAMPLERS: Readonly<Record<string, () => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: () => new TraceIdRatioBasedSampler(ratio()),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: () => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio()) }),
};

/** The sampler of `OTEL_TRACES_SAMPLER`; all traces by default. */
export function samplerFromEnv(): Sampler {
  const names = ['parentbased_always_on', ...Object.keys(SAMPLERS)] as const;
  return SAMPLERS[choiceFromEnv('OTEL_TRACES_SAMPLER', names)]?.() ?? new AlwaysOnSampler();
}

function ratio(): number {
  const value = numberFromEnv('OTEL_TRACES_SAMPLER_ARG', 0, 1);
  if (getStringFromEnv('OTEL_TRACES_SAMPLER_ARG') === undefined) {
    warnOf('OTEL_TRACES_SAMPLER_ARG', '0 to 1', 'none', 'sampling all');
  }
  return value ?? 1;
}

/** Variables and default of each limit; what is out of range must not reach NodeSDK, which would take it. */
const SPAN_LIMITS: Readonly<Record<keyof SpanLimits, readonly [limit: number, ...variables: string[]]>> = {
  attributeCountLimit: [128, 'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
  attributeValueLengthLimit: [
    Number.POSITIVE_INFINITY,
    'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
  ],
  eventCountLimit: [128, 'OTEL_SPAN_EVENT_COUNT_LIMIT'],
  linkCountLimit: [128, 'OTEL_SPAN_LINK_COUNT_LIMIT'],
  attributePerEventCountLimit: [128, 'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'],
  attributePerLinkCountLimit: [128, 'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'],
};

export function spanLimitsFromEnv(): SpanLimits {
  const limits = Object.entries(SPAN_LIMITS).map(([name, [limit, ...variables]]) => {
    const set = variables.map((variable) => numberFromEnv(variable, 0)).find((value) => value !== undefined);
    return [name, set ?? limit];
  });
  return Object.fromEntries(limits);
}

const PROPAGATORS: Readonly<Record<string, () => TextMapPropagator>> = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
  b3: () => new B3Propagator(),
  b3multi: () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
};

/** The propagators of `OTEL_PROPAGATORS`: trace context and baggage by default, null for `none`. */
export function propagatorFromEnv(): TextMapPropagator | null {
  const known = [...Object.keys(PROPAGATORS), 'none'];
  const names = new Set(namesFromEnv('OTEL_PROPAGATORS', known) ?? ['tracecontext', 'baggage']);
  const propagators = [...names].flatMap((name) => PROPAGATORS[name]?.() ?? []);
  return names.has('none') || propagators.length === 0 ? null : new CompositePropagator({ propagators });
}
