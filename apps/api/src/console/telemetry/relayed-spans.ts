import { type BrowserSpan, CALL_SPAN } from '@qt/contracts';
import type { RelayedSpan } from '@qt/telemetry';
import { templateOf } from './called-route.ts';

/** The spans of a page as they are handed on. A call is named after the API's route; one of anything else is left out. */
export function relayedSpansOf(spans: readonly BrowserSpan[], build: string): RelayedSpan[] {
  return spans.flatMap(({ name, trace_id, span_id, parent_span_id, started_at, duration_ms, attributes }) => {
    const { 'http.request.method': method = '', 'url.path': path = '', ...said } = attributes;
    const template = name === CALL_SPAN ? templateOf(path) : undefined;
    if (name === CALL_SPAN && template === undefined) return [];
    const called =
      template === undefined ? {} : { 'http.request.method': method, 'url.path': path, 'url.template': template };
    return {
      name: template === undefined ? name : `${method} ${template}`,
      kind: template === undefined ? ('internal' as const) : ('client' as const),
      traceId: trace_id,
      spanId: span_id,
      parentSpanId: parent_span_id,
      startedAt: started_at,
      durationMs: duration_ms,
      attributes: { ...said, ...called, 'qt.console.build': build },
    };
  });
}
