import { INVALID_TRACEID, type SpanContext } from '@opentelemetry/api';
import { EVENTS } from '@qt/catalogue';
import type { LogOptions } from './create-log.ts';
import { messageOf } from './event-messages.ts';

/** Writes the line of one request; its method, route and status are known. */
export type AccessLine = (requestId: string, durationMs: number, trace: SpanContext) => void;

/**
 * The access log: the very line that `log.event('request.completed', …)` would write, put together by hand, since
 * every request pays for it. What is the same for each request of its kind is made, and scrubbed, once.
 */
export function createAccessLog({ service, level, scrub, sink, now }: LogOptions) {
  const EVENT = 'request.completed';
  const own = EVENTS[EVENT].level;
  const silent = LEVELS.indexOf(own) < LEVELS.indexOf(level);
  const write = (line: string) => (sink.writeSoon === undefined ? sink.write(line) : sink.writeSoon(line));
  const head = `{"level":"${own}","timestamp":"`;
  let stampedAt = Number.NaN;
  let timestamp = '';

  return (method: string, route: string, status: number): AccessLine => {
    if (silent) return () => {};
    const json = (text: string) => JSON.stringify(scrub(text));
    const kind = { method, route, status_code: status, duration_ms: 0 };
    const beforeId = `","service":${json(service)},"request_id":"`;
    const beforeDuration = `","method":${json(method)},"route":${json(route)},"status_code":${status},"duration_ms":`;
    const message = `,"message":${json(messageOf(EVENT, kind))}}\n`;
    return (requestId, durationMs, trace) => {
      const at = now();
      if (at !== stampedAt) {
        stampedAt = at;
        timestamp = new Date(at).toISOString();
      }
      const duration = Math.round(durationMs * 1000) / 1000;
      const ids = trace.traceId !== INVALID_TRACEID ? `,"trace_id":"${trace.traceId}","span_id":"${trace.spanId}"` : '';
      // A caller may have sent a secret as its id.
      const id = scrub(requestId);
      write(`${head}${timestamp}${beforeId}${id}${beforeDuration}${duration},"event":"${EVENT}"${ids}${message}`);
    };
  };
}

export type AccessLog = ReturnType<typeof createAccessLog>;

const LEVELS = ['debug', 'info', 'warn', 'error'];
