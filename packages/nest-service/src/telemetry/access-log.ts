import { INVALID_TRACEID, type SpanContext } from '@opentelemetry/api';
import { EVENTS, eventMessage } from '@qt/catalogue';
import type { LogOptions } from '@qt/telemetry';
import { memoized } from './memoized.ts';

/** Writes the line of one request; `symbol` is the one it is about. */
export type AccessLine = (requestId: string, durationMs: number, trace: SpanContext, symbol?: string) => void;

/**
 * Writes the line that `log.event('request.completed', …)` would write. Every request pays for it, so what is the same
 * for a method, route and status is put together and scrubbed once.
 */
export function createAccessLog({ service, level, scrub, sink, now }: LogOptions) {
  const EVENT = 'request.completed';
  const own = EVENTS[EVENT].level;
  const silent = LEVELS.indexOf(own) < LEVELS.indexOf(level);
  const write = (line: () => string) => (sink.writeSoon === undefined ? sink.write(line()) : sink.writeSoon(line));
  const json = (text: string) => JSON.stringify(scrub(text));
  const symbolField = memoized((symbol: string) => `,"symbol":${json(symbol)}`);
  const head = `{"level":"${own}","timestamp":"`;
  let stampedAt = Number.NaN;
  let timestamp = '';

  return (method: string, route: string, status: number): AccessLine => {
    if (silent) return () => {};
    const kind = { method, route, status_code: status, duration_ms: 0 };
    const beforeId = `","service":${json(service)},"request_id":"`;
    const beforeDuration = inOnePiece(
      `","method":${json(method)},"route":${json(route)},"status_code":${status},"duration_ms":`,
    );
    const end = `,"message":${json(eventMessage(EVENT, kind))}}\n`;
    const untraced = inOnePiece(`,"event":"${EVENT}"${end}`);
    const beforeTrace = inOnePiece(`,"event":"${EVENT}","trace_id":"`);
    const afterSpan = inOnePiece(`"${end}`);
    let openedAt = '';
    let opening = '';
    const lineOf = (
      at: number,
      requestId: string,
      durationMs: number,
      { traceId, spanId }: SpanContext,
      symbol?: string,
    ) => {
      if (at !== stampedAt) {
        stampedAt = at;
        timestamp = new Date(at).toISOString();
      }
      if (timestamp !== openedAt) {
        openedAt = timestamp;
        opening = inOnePiece(`${head}${timestamp}${beforeId}`);
      }
      const line = `${opening}${requestId}${beforeDuration}${toMicroseconds(durationMs)}`;
      const about = symbol === undefined ? line : line + symbolField(symbol);
      return traceId === INVALID_TRACEID
        ? about + untraced
        : `${about}${beforeTrace}${traceId}","span_id":"${spanId}${afterSpan}`;
    };
    return (requestId, durationMs, trace, symbol) => {
      const at = now();
      write(() => lineOf(at, requestId, durationMs, trace, symbol));
    };
  };
}

export type AccessLog = ReturnType<typeof createAccessLog>;

/** `.001` to `.999` as JSON has them: V8 writes a whole number in a third of the time. */
const FRACTIONS = Array.from({ length: 1000 }, (_, thousandths) => String(thousandths / 1000).slice(1));

/** A duration to the microsecond, as JSON has it. */
function toMicroseconds(milliseconds: number): string {
  const all = Math.round(milliseconds * 1000);
  const whole = Math.floor(all / 1000);
  return `${whole}${FRACTIONS[all - whole * 1000]}`;
}

/** The same text, no longer the rope of its parts that every line would have to join anew. */
const inOnePiece = (text: string) => Buffer.from(text).toString();

const LEVELS = ['debug', 'info', 'warn', 'error'];
