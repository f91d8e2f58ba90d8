import type { IncomingMessage, ServerResponse } from 'node:http';
import { context } from '@opentelemetry/api';
import type { Routes } from '@qt/contracts';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import type { AccessLog } from '../log/access-log.ts';
import { tracer } from '../tracer.ts';
import type { ApiMetrics } from './api-metrics.ts';
import { createEndpoints } from './endpoints.ts';
import { Exchange } from './exchange.ts';
import { REQUEST_ID_HEADER, requestIdFrom } from './request-id.ts';

export interface AttachOptions {
  /** The service's own routes; those that every service has are added. */
  readonly routes: Routes;
}

interface HttpTelemetry {
  readonly accessLog: AccessLog;
  /** Undefined where the service is not the API: no other emits `qt_api_…`. */
  readonly metrics: ApiMetrics | undefined;
}

/** Where a request and its response keep their exchange; a WeakMap would cost each collection of garbage. */
const EXCHANGE = Symbol('qt exchange');

interface Watched {
  [EXCHANGE]?: Exchange;
}

/** Fastify answers a request without its hooks when its path cannot be decoded or is too long. */
const isUnusual = (path: string) => path.length >= 100 || path.includes('%');

/**
 * Sees every request of a Fastify server: span, request id, access log, metrics. To be called before routes are
 * registered. Requests that Fastify answers without its hooks (a malformed path, 503 while closing) are seen too.
 */
export function attachHttp(fastify: FastifyInstance, { accessLog, metrics }: HttpTelemetry): void {
  const endpoints = createEndpoints(accessLog, metrics);
  let closing = false;
  const ownTracer = tracer();

  const exchangeOf = (request: IncomingMessage & Watched, response: ServerResponse & Watched): Exchange => {
    const known = request[EXCHANGE];
    if (known !== undefined) return known;
    const exchange = new Exchange(request, response, ownTracer, endpoints);
    request[EXCHANGE] = exchange;
    response[EXCHANGE] = exchange;
    response.on('close', closed);
    return exchange;
  };

  // Before Fastify's own listener. Injected requests and further listeners of a server come only to the hook below.
  fastify.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { requestId } = exchangeOf(request, response);
    if (closing || isUnusual(request.url ?? '')) response.setHeader(REQUEST_ID_HEADER, requestId);
  });
  // From here on Fastify answers 503 without its hooks to what still comes on open connections.
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.setGenReqId((request) => (request as Watched)[EXCHANGE]?.requestId ?? requestIdFrom(undefined));
  fastify.addHook('onRequest', (request, reply, done) => {
    const exchange = exchangeOf(request.raw, reply.raw);
    exchange.entered(request);
    request.id = exchange.requestId;
    // Fastify's own headers: one on the raw response would send all of them the slow way.
    reply.header(REQUEST_ID_HEADER, exchange.requestId);
    // Entered once: Fastify itself carries the context over the parsing of a body.
    context.with(exchange.context, done);
  });
  fastify.addHook('onRoute', (route) => {
    const { url } = route;
    metrics?.admitRoute(url);
    const matched: onRequestHookHandler = (request, _, done) => {
      (request.raw as Watched)[EXCHANGE]?.matched(url);
      done();
    };
    route.onRequest = [matched, ...[route.onRequest ?? []].flat()];
  });
}

function closed(this: ServerResponse & Watched): void {
  this[EXCHANGE]?.closed();
}
