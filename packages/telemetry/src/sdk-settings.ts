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

// NodeSDK would read these itself, but without warnings that name variable and value.

const SAMPLERS = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: () => new TraceIdRatioBasedSampler(ratio()),
} as const;
const PARENT_BASED = 'parentbased_';

/** All traces by default. */
export function samplerFromEnv(): Sampler {
  const roots = Object.keys(SAMPLERS) as (keyof typeof SAMPLERS)[];
  const named = roots.flatMap((root) => [root, `${PARENT_BASED}${root}`] as const);
  const name = choiceFromEnv('OTEL_TRACES_SAMPLER', ['parentbased_always_on', ...named]);
  const root = SAMPLERS[name.replace(PARENT_BASED, '') as keyof typeof SAMPLERS]();
  return name.startsWith(PARENT_BASED) ? new ParentBasedSampler({ root }) : root;
}

function ratio(): number {
  const value = numberFromEnv('OTEL_TRACES_SAMPLER_ARG', 0, 1);
  if (getStringFromEnv('OTEL_TRACES_SAMPLER_ARG') === undefined) {
    warnOf('OTEL_TRACES_SAMPLER_ARG', '0 to 1', 'none', 'sampling all');
  }
  return value ?? 1;
}

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

/** Trace context and baggage by default, null for `none`. */
export function propagatorFromEnv(): TextMapPropagator | null {
  const known = [...Object.keys(PROPAGATORS), 'none'];
  const names = new Set(namesFromEnv('OTEL_PROPAGATORS', known) ?? ['tracecontext', 'baggage']);
  const propagators = [...names].flatMap((name) => PROPAGATORS[name]?.() ?? []);
  return names.has('none') || propagators.length === 0 ? null : new CompositePropagator({ propagators });
}
