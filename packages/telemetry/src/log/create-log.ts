import { isSpanContextValid, trace } from '@opentelemetry/api';
import { EVENTS, type Level, type Log, type LogFields } from '@qt/catalogue';
import { pino } from 'pino';
import { contextFields } from '../context.ts';
import type { LossListener } from './bounded-output.ts';
import { messageOf } from './event-messages.ts';
import { emitLogRecord } from './log-records.ts';
import { loggable } from './loggable.ts';
import type { Scrub } from './redaction.ts';

/** Where lines go: each call gets one line with its newline. */
export interface LineSink {
  write(line: string): void;
  /** The same within a few milliseconds, for lines of which there are many. */
  writeSoon?(line: string): void;
  /** Tells of lines that could not be written. */
  onLoss?(listener: LossListener): void;
}

export interface LogOptions {
  readonly service: string;
  readonly level: Level;
  readonly scrub: Scrub;
  readonly sink: LineSink;
  /** Unix ms. */
  readonly now: () => number;
}

/** Names that the logger itself writes; a field of that name gets an underscore, so that no key stands twice. */
const RESERVED = new Set(['timestamp', 'level', 'message', 'service', 'event', 'trace_id', 'span_id']);

/**
 * A logger that writes one JSON object a line. Its calls never throw: what cannot be written as it is, is written
 * without its fields.
 */
export function createLog({ service, level, scrub, sink, now }: LogOptions): Log {
  const logger = pino(
    {
      level,
      base: { service },
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    sink,
  );
  const write = (at: Level, message: string, fields: LogFields, event?: string) => {
    if (!logger.isLevelEnabled(at)) return;
    const own = event === undefined ? traceFields() : { event, ...traceFields() };
    try {
      const clean = loggable(unreserved({ ...contextFields(), ...fields }), scrub) as object;
      logger[at]({ ...clean, ...own }, scrub(message));
      emitLogRecord({ level: at, message: scrub(message), event, fields: clean, at: now() });
    } catch (error) {
      logger[at]({ ...own, error: `the fields of this line could not be written: ${String(error)}` }, scrub(message));
    }
  };
  return {
    event: (name, fields) => write(EVENTS[name].level, messageOf(name, fields), fields, name),
    debug: (message, fields = {}) => write('debug', message, fields),
    info: (message, fields = {}) => write('info', message, fields),
    warn: (message, fields = {}) => write('warn', message, fields),
    error: (message, fields = {}) => write('error', message, fields),
  };
}

function traceFields(): { trace_id?: string; span_id?: string } {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined || !isSpanContextValid(span) ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

function unreserved(fields: LogFields): LogFields {
  const clean: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) clean[RESERVED.has(name) ? `${name}_` : name] = value;
  return clean;
}
