import type { Attributes, Span } from '@opentelemetry/api';
import type { Log, LogFields, ServiceInstruments, ServiceName } from '@qt/catalogue';
import type { FastifyInstance } from 'fastify';
import type { TracedFetch } from './fetch.ts';
import type { AttachOptions } from './http/attach.ts';
import type { SpanOptions } from './spans.ts';

/** All that a service emits with. Made by `startTelemetry`, before anything else of the service. */
export interface Telemetry<S extends ServiceName = ServiceName> {
  readonly service: S;
  /** The catalogue's handles of this service's metrics. */
  readonly instruments: ServiceInstruments<S>;
  readonly log: Log;
  /** `fetch` in a client span, with `traceparent` and `x-request-id`. */
  readonly fetch: TracedFetch;
  /** The same headers, for a client that does not use `fetch`. */
  outgoingHeaders(): Record<string, string>;
  /** Runs `work` in a span; what it throws is recorded there and thrown on. */
  inSpan<T>(
    name: string,
    attributes: Attributes,
    work: (span: Span) => T | Promise<T>,
    options?: SpanOptions,
  ): Promise<T>;
  /** Records an exception that nobody expected on the current span. */
  recordException(error: unknown): void;
  /** Runs `work`, and all that it starts, with these fields on each log line; `request_id` also travels with `fetch`. */
  withContext<T>(fields: LogFields, work: () => T): T;
  /** The request id of the current context. */
  requestId(): string | undefined;
  /** Watches a Fastify server and adds `/metrics`. To be called once, before its routes are registered. */
  attach(fastify: FastifyInstance, options: AttachOptions): void;
  /** Sends what is still unsent, for at most 3 s, and ends. Never rejects. */
  shutdown(): Promise<void>;
}
