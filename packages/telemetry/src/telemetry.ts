import type { Attributes, Span } from '@opentelemetry/api';
import type { Log, LogFields, ServiceInstruments, ServiceName } from '@qt/catalogue';
import type { FastifyInstance } from 'fastify';
import type { TracedFetch } from './fetch.ts';
import type { AttachOptions } from './http/attach.ts';
import type { SpanOptions } from './spans.ts';

/** What a service emits with; `startTelemetry` creates it. */
export interface Telemetry<S extends ServiceName = ServiceName> {
  readonly service: S;
  /** `deployment.environment.name` of the resource. */
  readonly environment: string;
  readonly instruments: ServiceInstruments<S>;
  readonly log: Log;
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
  /** Runs `work` with these fields on each log line; `request_id` also goes out with `fetch`. */
  withContext<T>(fields: LogFields, work: () => T): T;
  requestId(): string | undefined;
  /** Instruments a Fastify server and adds `/metrics`. Call it once, before routes are registered. */
  attach(fastify: FastifyInstance, options: AttachOptions): void;
  /** Sends what is unsent for at most 3 s. Never rejects. */
  shutdown(): Promise<void>;
}
