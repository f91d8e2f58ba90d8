import type { IncomingMessage, ServerResponse } from 'node:http';
import { propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { UNMATCHED } from '@qt/catalogue';
import type { FastifyRequest } from 'fastify';
import { RequestContext } from '../context.ts';
import type { Endpoints } from './endpoints.ts';
import { REQUEST_ID_HEADER, requestIdFrom } from './request-id.ts';

/** What a client that went away before its answer gets as status, as nginx has it. */
const CLIENT_CLOSED_REQUEST = 499;
/** At least this has an answer that the server itself broke off, whatever its head said. */
const SERVER_BROKE_OFF = 500;

const USUAL_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * One request and its answer, from the first header to the end: its span, its id, and then, once, how it ended:
 * answered, 499 when the client left before the whole answer was handed over, 500 when a stream of ours failed midway.
 */
export class Exchange {
  readonly requestId: string;
  /** The context in which all work on the request runs. */
  readonly context: RequestContext;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #endpoints: Endpoints;
  readonly #span: Span;
  readonly #start = performance.now();
  #routed: FastifyRequest | undefined;
  #route: string | undefined;
  #open = true;

  constructor(request: IncomingMessage, response: ServerResponse, tracer: Tracer, endpoints: Endpoints) {
    this.#request = request;
    this.#response = response;
    this.#endpoints = endpoints;
    this.requestId = requestIdFrom(request.headers[REQUEST_ID_HEADER]);
    const parent = propagation.extract(ROOT_CONTEXT, request.headers);
    // The sampler decides before anything is put together for the span. The standard samplers look at no attribute.
    this.#span = tracer.startSpan(methodLabel(request.method), SERVER, parent);
    if (this.#span.isRecording()) this.#span.setAttributes(requestAttributes(request));
    this.context = new RequestContext(parent, this.#span, { request_id: this.requestId });
  }

  /** The router is done, and the hooks of the server begin. */
  entered(request: FastifyRequest): void {
    this.#routed = request;
  }

  /** Names the route template once the hooks of the server have let the request pass. */
  matched(route: string): void {
    this.#route = route;
  }

  /** The response is closed: after its last byte, or without it when the client leaves. */
  closed(): void {
    if (!this.#open) return;
    this.#open = false;
    const durationMs = performance.now() - this.#start;
    const status = finalStatus(this.#request, this.#response);
    // A hook of the server may have answered before `matched`. Asked only then: Fastify makes an object of it.
    const route = this.#route ?? this.#routed?.routeOptions.url ?? UNMATCHED;
    const endpoint = this.#endpoints(methodLabel(this.#request.method), route);
    const { log, count } = endpoint.outcome(status);
    const span = this.#span;
    const trace = span.spanContext();
    count?.(durationMs / 1000, trace);
    log(this.requestId, durationMs, trace);
    if (!span.isRecording()) return;
    span.updateName(endpoint.name);
    span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', String(status));
    span.end();
  }
}

const SERVER = { kind: SpanKind.SERVER };

function finalStatus({ socket, complete }: IncomingMessage, { writableFinished, statusCode }: ServerResponse): number {
  if (writableFinished) return statusCode;
  // The client said that it ends, was gone when something was sent to it, or never sent the whole of its request.
  const clientLeft = socket.readableEnded || socket.errored !== null || !complete;
  return clientLeft ? CLIENT_CLOSED_REQUEST : Math.max(statusCode, SERVER_BROKE_OFF);
}

function methodLabel(method = ''): string {
  return USUAL_METHODS.has(method) ? method : 'other';
}

function requestAttributes(request: IncomingMessage) {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  return {
    'http.request.method': USUAL_METHODS.has(request.method ?? '') ? (request.method ?? '') : '_OTHER',
    'url.scheme': 'http',
    'url.path': path,
    ...(request.socket.remoteAddress === undefined ? {} : { 'client.address': request.socket.remoteAddress }),
    ...(request.headers['user-agent'] === undefined ? {} : { 'user_agent.original': request.headers['user-agent'] }),
  };
}
