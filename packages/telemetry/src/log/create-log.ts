import { isSpanContextValid } from '@opentelemetry/api';
import { type EventName, eventMessage, type Level, type Log, type LogFields, levelOf } from '@qt/catalogue';
import { pino } from 'pino';
import { contextFields, currentTrace } from '../context.ts';
import type { LossListener } from './bounded-output.ts';
import type { KeptEvents } from './kept-events.ts';
import { emitLogRecord } from './log-records.ts';
import { loggable } from './loggable.ts';
import type { Scrub } from './redaction.ts';

export interface LineSink {
  /** One line with its newline. */
  write(line: string): void;
  /** For frequent lines: they are put together and written a few milliseconds later. */
  writeSoon?(line: () => string): void;
  onLoss?(listener: LossListener): void;
}

export interface LogOptions {
  readonly service: string;
  readonly level: Level;
  readonly scrub: Scrub;
  readonly sink: LineSink;
  /** Unix ms. */
  readonly now: () => number;
  /** Keeps the lines that have a name as well. */
  readonly events?: KeptEvents;
}

/** Written by the logger itself; a field of that name gets an underscore, so that no key occurs twice. */
const RESERVED = new Set(['timestamp', 'level', 'message', 'service', 'event', 'trace_id', 'span_id']);

/** Writes one JSON object a line. Never throws: a line whose fields cannot be written goes without them. */
export function createLog({ service, level, scrub, sink, now, events }: LogOptions): Log {
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
  const write = (at: Level, message: string, fields: LogFields, event?: EventName) => {
    if (!logger.isLevelEnabled(at)) return;
    const own = event === undefined ? traceFields() : { event, ...traceFields() };
    try {
      const clean = loggable(unreserved({ ...contextFields(), ...fields }), scrub) as object;
      logger[at]({ ...clean, ...own }, scrub(message));
      emitLogRecord({ level: at, message: scrub(message), event, fields: clean, at: now() });
      if (event !== undefined) {
        const fields = clean as Record<string, unknown>;
        events?.keep({ at: now(), event, level: at, message: scrub(message), traceId: own.trace_id, fields });
      }
    } catch (error) {
      logger[at]({ ...own, error: `the fields of this line could not be written: ${String(error)}` }, scrub(message));
    }
  };
  return {
    event: (name, fields) => write(levelOf(name, fields), eventMessage(name, fields), fields, name),
    debug: (message, fields = {}) => write('debug', message, fields),
    info: (message, fields = {}) => write('info', message, fields),
    warn: (message, fields = {}) => write('warn', message, fields),
    error: (message, fields = {}) => write('error', message, fields),
  };
}

function traceFields(): { trace_id?: string; span_id?: string } {
  const span = currentTrace();
  return span === undefined || !isSpanContextValid(span) ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

function unreserved(fields: LogFields): LogFields {
  const clean: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) clean[RESERVED.has(name) ? `${name}_` : name] = value;
  return clean;
}
