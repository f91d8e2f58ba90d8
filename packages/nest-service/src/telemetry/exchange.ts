import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Tracer } from '@opentelemetry/api';
import { UNMATCHED } from '@qt/catalogue';
import type { Endpoints } from './endpoints.ts';
import { RequestContext } from './request-context.ts';
import { endServerSpan, methodLabel, requestAttributes, startOptions } from './server-span.ts';

/** The status of a request whose client left, as in nginx. */
const CLIENT_CLOSED_REQUEST = 499;
/** At least this for an answer that the server broke off. */
const SERVER_BROKE_OFF = 500;

export interface Opening {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Without secrets. */
  readonly loggedId: string;
  /** Of the caller's trace, if it sent one. */
  readonly parent: Context;
}

/**
 * One request and its answer: the context in which all work on it runs, its span and id, and once closed its outcome:
 * answered, 499 if the client left before the end of the answer, 500 if a stream of ours failed midway.
 */
export class Exchange extends RequestContext {
  /** Undefined once closed: timers and sockets that outlast it keep their context. */
  #opening: Opening | undefined;
  readonly #method: string;
  readonly #endpoints: Endpoints;
  readonly #start = performance.now();
  #route: string = UNMATCHED;
  /** The configured symbol that the request is about, if it names one. */
  symbol: string | undefined;

  constructor(opening: Opening, tracer: Tracer, endpoints: Endpoints) {
    const { request, requestId, parent } = opening;
    const method = methodLabel(request.method);
    const span = tracer.startSpan(method, startOptions(request), parent);
    if (span.isRecording()) span.setAttributes(requestAttributes(request));
    super(parent, span, requestId);
    this.#opening = opening;
    this.#method = method;
    this.#endpoints = endpoints;
  }

  isOf(request: IncomingMessage): boolean {
    return this.#opening?.request === request;
  }

  routed(route: string | undefined): void {
    this.#route = route ?? UNMATCHED;
  }

  closed(): void {
    if (this.#opening === undefined) return;
    const { request, response, loggedId } = this.#opening;
    this.#opening = undefined;
    const durationMs = performance.now() - this.#start;
    const status = finalStatus(request, response);
    const endpoint = this.#endpoints(this.#method, this.#route);
    const { log, count, duration } = endpoint.outcome(status);
    const trace = this.span.spanContext();
    count?.(durationMs / 1000, trace);
    duration?.(durationMs / 1000, request.httpVersion, trace);
    log(loggedId, durationMs, trace, this.symbol);
    if (!this.span.isRecording()) return;
    endServerSpan(this.span, endpoint.name, endpoint.route, status);
    this.forgetSpan();
  }
}

function finalStatus({ socket, complete }: IncomingMessage, { writableFinished, statusCode }: ServerResponse): number {
  if (writableFinished) return statusCode;
  // The client closed its side, was gone when it was written to, or never sent its whole request.
  const clientLeft = socket.readableEnded || socket.errored !== null || !complete;
  return clientLeft ? CLIENT_CLOSED_REQUEST : Math.max(statusCode, SERVER_BROKE_OFF);
}
