import type { Attributes, Span, Tracer } from '@opentelemetry/api';
import type { Log, LogFields, ServiceInstruments, ServiceName } from '@qt/catalogue';
import type { Format, Pieces } from '@qt/metrics';
import type { TracedFetch } from './fetch.ts';
import type { KeptSpans } from './kept-spans.ts';
import type { LogOptions } from './log/create-log.ts';
import type { KeptEvents } from './log/kept-events.ts';
import type { RelayedSpan } from './relay.ts';
import type { SpanOptions } from './spans.ts';

/** What a service emits with; `startTelemetry` creates it. */
export interface Telemetry<S extends ServiceName = ServiceName> {
  readonly service: S;
  /** `deployment.environment.name` of the resource. */
  readonly environment: string;
  readonly instruments: ServiceInstruments<S>;
  readonly log: Log;
  /** Its latest lines that have a name. */
  readonly events: Pick<KeptEvents, 'after'>;
  /** Its latest traces that changed something. */
  readonly spans: Pick<KeptSpans, 'of'>;
  /** `fetch` in a client span, with `traceparent` and `x-request-id`. */
  readonly fetch: TracedFetch;
  /** The headers that `fetch` adds, for other clients. */
  outgoingHeaders(): Record<string, string>;
  /** Runs `work` in a span; what it throws is recorded and rethrown. */
  inSpan<T>(
    name: string,
    attributes: Attributes,
    work: (span: Span) => T | Promise<T>,
    options?: SpanOptions,
  ): Promise<T>;
  /** Records an unexpected error on the active span. */
  recordException(error: unknown): void;
  /** Exports what another process has traced, as of a service of that name, and keeps it beside this one's of the same trace. */
  relay(service: string, spans: readonly RelayedSpan[]): void;
  /** Runs `work` with these fields on each log line; `request_id` also goes out with `fetch`. */
  withContext<T>(fields: LogFields, work: () => T): T;
  requestId(): string | undefined;
  readonly server: ServerTelemetry;
  /** Sends what is unsent for at most 3 s. Never rejects. */
  shutdown(): Promise<void>;
}

/** What an HTTP server is instrumented with. */
export interface ServerTelemetry {
  readonly tracer: Tracer;
  /** What the log is made with, for lines that are written past it. */
  readonly log: LogOptions;
  /** The configured symbols: an access line names no other. */
  readonly symbols: readonly string[];
  /** Lets a route's template stand as a label. */
  admitRoute(template: string): void;
  /** What `/metrics` answers. */
  scrape(format: Format): Promise<Pieces>;
}
