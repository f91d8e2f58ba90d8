import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Tracer } from '@opentelemetry/api';
import { UNMATCHED } from '@qt/catalogue';
import { RequestContext } from '../context.ts';
import type { Endpoints } from './endpoints.ts';
import { endServerSpan, methodLabel, requestAttributes, startOptions } from './server-span.ts';

/** What a client that went away before its answer gets as status, as nginx has it. */
const CLIENT_CLOSED_REQUEST = 499;
/** At least this has an answer that the server itself broke off, whatever its head said. */
const SERVER_BROKE_OFF = 500;

/** What an exchange begins with. */
export interface Opening {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The id as a log line may have it. */
  readonly loggedId: string;
  /** Of the caller's trace, if it sent one. */
  readonly parent: Context;
}

/**
 * One request and its answer, from the first header to the end: its span, its id, and then, once, how it ended:
 * answered, 499 when the client left before the whole answer was handed over, 500 when a stream of ours failed midway.
 * It is itself the context in which all work on the request runs.
 */
export class Exchange extends RequestContext {
  /** Undefined once it is closed: timers and sockets that outlast it keep their context. */
  #opening: Opening | undefined;
  readonly #method: string;
  readonly #endpoints: Endpoints;
  readonly #start = performance.now();
  #route: string = UNMATCHED;

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

  /** Whether it is that of this request, which is not answered yet. */
  isOf(request: IncomingMessage): boolean {
    return this.#opening?.request === request;
  }

  /** Names the template of the route that the request found, if it found one. */
  routed(route: string | undefined): void {
    this.#route = route ?? UNMATCHED;
  }

  /** The response is closed: after its last byte, or without it when the client leaves. */
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
    log(loggedId, durationMs, trace);
    if (!this.span.isRecording()) return;
    endServerSpan(this.span, endpoint.name, endpoint.route, status);
    this.forgetSpan();
  }
}

function finalStatus({ socket, complete }: IncomingMessage, { writableFinished, statusCode }: ServerResponse): number {
  if (writableFinished) return statusCode;
  // The client said that it ends, was gone when something was sent to it, or never sent the whole of its request.
  const clientLeft = socket.readableEnded || socket.errored !== null || !complete;
  return clientLeft ? CLIENT_CLOSED_REQUEST : Math.max(statusCode, SERVER_BROKE_OFF);
}
