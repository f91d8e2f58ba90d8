import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Context, context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { UNMATCHED } from '@qt/catalogue';
import { withFields } from '../context.ts';
import { tracer } from '../tracer.ts';
import { REQUEST_ID_HEADER, requestIdFrom } from './request-id.ts';

/** What a client that went away before its answer gets as status, as nginx has it. */
const CLIENT_CLOSED_REQUEST = 499;

/** One request and its answer, from the first header to the end. */
export interface Exchange {
  readonly requestId: string;
  /** The context in which all work on the request runs: its span, its id. */
  readonly context: Context;
  /** Names the route template once the router has matched. */
  matched(route: string): void;
}

/** How a request ended. */
export interface Completion {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

const USUAL_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Opens the server span of a request and tells once how it ended: answered, or 499 when the client left before the
 * whole answer was handed over.
 */
export function openExchange(
  request: IncomingMessage,
  response: ServerResponse,
  onCompleted: (completion: Completion) => void,
): Exchange {
  const start = performance.now();
  const method = methodLabel(request.method);
  const requestId = requestIdFrom(request.headers[REQUEST_ID_HEADER]);
  let route = UNMATCHED;

  const parent = propagation.extract(ROOT_CONTEXT, request.headers);
  const span = tracer().startSpan(method, { kind: SpanKind.SERVER, attributes: requestAttributes(request) }, parent);
  const own = withFields({ request_id: requestId }, trace.setSpan(parent, span));

  response.setHeader(REQUEST_ID_HEADER, requestId);
  let open = true;
  const complete = () => {
    if (!open) return;
    open = false;
    const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST;
    span.updateName(`${method} ${route}`);
    span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', String(status));
    context.with(own, onCompleted, undefined, { method, route, status, durationMs: performance.now() - start });
    span.end();
  };
  // 'close' comes alone when the client leaves, and after 'finish' otherwise.
  response.once('finish', complete).once('close', complete);
  return {
    requestId,
    context: own,
    matched: (template) => {
      route = template;
    },
  };
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
