import {
  type Context,
  context,
  createTraceState,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  TraceFlags,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { suppressTracing } from '@opentelemetry/core';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  type IdGenerator,
  InMemorySpanExporter,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TracerProvider as SdkTracerProvider,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTracerProvider } from './tracer-provider.ts';

beforeEach(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterEach(() => context.disable());

/** Ids that are the same each time, whichever of the two is asked for first. */
function countedIds(): IdGenerator {
  let [traces, spans] = [0, 0];
  const spread = (count: number) => (Math.imul(count, 0x9e3779b1) >>> 0).toString(16);
  return {
    generateTraceId: () => spread(++traces).padStart(32, '0'),
    generateSpanId: () => spread(++spans).padStart(16, '0'),
  };
}

type Provide = (sampler: Sampler, exporter: InMemorySpanExporter) => TracerProvider;

const standard: Provide = (sampler, exporter) =>
  new SdkTracerProvider({
    sampler,
    idGenerator: countedIds(),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
const ours: Provide = (sampler, exporter) =>
  createTracerProvider({ sampler, idGenerator: countedIds(), spanProcessors: [new SimpleSpanProcessor({ exporter })] });

const caller: SpanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };
const within = (parent: SpanContext): Context => trace.setSpanContext(ROOT_CONTEXT, parent);

const SAMPLERS: Readonly<Record<string, Sampler>> = {
  all: new AlwaysOnSampler(),
  none: new AlwaysOffSampler(),
  'as the caller': new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  half: new TraceIdRatioBasedSampler(0.5),
  'with attributes and trace state': {
    shouldSample: (_from, _id, name) => ({
      decision: name === 'watched' ? SamplingDecision.RECORD : SamplingDecision.RECORD_AND_SAMPLED,
      attributes: { 'sampled.by': name },
      traceState: createTraceState('s=1'),
    }),
  },
  'not, with trace state': {
    shouldSample: () => ({ decision: SamplingDecision.NOT_RECORD, traceState: createTraceState('s=0') }),
  },
};

const STARTS: Readonly<Record<string, readonly [name: string, options?: SpanOptions, from?: Context]>> = {
  'a root': ['root', {}, ROOT_CONTEXT],
  'a root in the current context': ['root'],
  'with kind, attributes, links and time': [
    'whole',
    { kind: SpanKind.CLIENT, attributes: { a: 1 }, links: [{ context: caller }], startTime: 1_700_000_000_000 },
    ROOT_CONTEXT,
  ],
  'a child of a sampled caller': ['child', {}, within({ ...caller, isRemote: true })],
  'a child of an unsampled caller': ['child', {}, within({ ...caller, traceFlags: TraceFlags.NONE })],
  'a child whose caller has trace state': ['child', {}, within({ ...caller, traceState: createTraceState('k=v') })],
  'a caller that is none': ['child', {}, within({ ...caller, traceId: '0'.repeat(32) })],
  'a root in spite of a caller': ['child', { root: true }, within(caller)],
  'while tracing is suppressed': ['quiet', {}, suppressTracing(within(caller))],
  'one that is recorded and not sampled': ['watched', {}, ROOT_CONTEXT],
};

function seen(span: Span) {
  const { traceState, ...ids } = span.spanContext();
  return { ...ids, traceState: traceState?.serialize(), recording: span.isRecording() };
}

describe.each(Object.entries(SAMPLERS))('sampled %s, a span begins as with the SDK:', (_, sampler) => {
  test.each(Object.entries(STARTS))('%s', (_, start) => {
    const [theirs, own] = [standard, ours].map((provide) => {
      const exporter = new InMemorySpanExporter();
      const tracer = provide(sampler, exporter).getTracer('scope', '1.0');
      // Several, since the ids decide of some.
      const spans = Array.from({ length: 8 }, () => tracer.startSpan(...start));
      const begun = spans.map(seen);
      for (const span of spans) span.end(1_800_000_000_000);
      const exported = exporter.getFinishedSpans().map((span) => ({
        ...seen(span as unknown as Span),
        recording: undefined,
        name: span.name,
        kind: span.kind,
        attributes: span.attributes,
        links: span.links,
        parent: span.parentSpanContext?.spanId,
        scope: span.instrumentationScope,
      }));
      return { begun, exported };
    });
    expect(own).toEqual(theirs);
  });
});

test('the sampler is asked once for each span', () => {
  let asked = 0;
  const sampler: Sampler = {
    shouldSample: () => ({
      decision: asked++ % 2 === 0 ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
    }),
  };
  const tracer = ours(sampler, new InMemorySpanExporter()).getTracer('scope');
  const recording = Array.from({ length: 6 }, () => tracer.startSpan('one', {}, ROOT_CONTEXT).isRecording());
  expect(recording).toEqual([true, false, true, false, true, false]);
  expect(asked).toBe(6);
});

describe('an active span', () => {
  test.each([
    ['with work alone', []],
    ['with options', [{ kind: SpanKind.CLIENT }]],
    ['with options and a context', [{}, within(caller)]],
  ] as const)('is the current one, %s, and the work is given it and its result given back', (_, args) => {
    const tracer = ours(new AlwaysOnSampler(), new InMemorySpanExporter()).getTracer('scope');
    const start = tracer.startActiveSpan.bind(tracer) as (...all: unknown[]) => unknown;
    const result = start('work', ...args, (span: Span) => [trace.getActiveSpan() === span, span.spanContext().traceId]);
    expect(result).toEqual([true, args.length === 2 ? caller.traceId : expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});

test('a shutdown reaches the processors', async () => {
  const exporter = new InMemorySpanExporter();
  const provider = createTracerProvider({
    sampler: new AlwaysOnSampler(),
    idGenerator: countedIds(),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  provider.getTracer('scope').startSpan('one', {}, ROOT_CONTEXT).end();
  await provider.shutdown();
  expect(exporter.getFinishedSpans()).toEqual([]);
});
