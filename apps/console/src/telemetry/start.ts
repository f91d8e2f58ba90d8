import { propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { BrowserTelemetry } from '@qt/contracts';
import { BUILD } from '../live/build.ts';
import { clockOffset } from '../live/clock.ts';
import { browserErrorOf } from './browser-error.ts';
import { browserSpanOf } from './browser-span.ts';
import { Outbox } from './outbox.ts';
import type { ThrownErrors } from './thrown-errors.ts';
import { watchPerformance } from './watch-performance.ts';

const PATH = '/console/telemetry';
const EVERY_MS = 5_000;

/** Begins to trace this page and to tell its API of errors and load times. The page works as well without it. */
export function startTelemetry(errors: ThrownErrors): void {
  const outbox = new Outbox(BUILD, post);
  errors.tell((kind, thrown) => outbox.error(browserErrorOf(kind, thrown)));
  const processor: SpanProcessor = {
    onStart() {},
    onEnd: (span) => outbox.span(browserSpanOf(span, clockOffset.peek())),
    forceFlush: async () => outbox.flush(),
    shutdown: async () => outbox.flush(),
  };
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }));
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  watchPerformance(outbox);
  setInterval(() => outbox.flush(), EVERY_MS);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') outbox.flush();
  });
}

/** Not traced, and not tried again: an API that is away has other worries. */
function post(telemetry: BrowserTelemetry): void {
  const headers = { 'content-type': 'application/json' };
  fetch(PATH, { method: 'POST', headers, body: JSON.stringify(telemetry), keepalive: true }).catch(() => {});
}
