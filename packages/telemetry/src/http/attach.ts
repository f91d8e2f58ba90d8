import type { IncomingMessage, ServerResponse } from 'node:http';
import { context } from '@opentelemetry/api';
import type { Log } from '@qt/catalogue';
import type { Routes } from '@qt/contracts';
import type { FastifyInstance } from 'fastify';
import type { ApiMetrics } from './api-metrics.ts';
import { type Completion, type Exchange, openExchange } from './exchange.ts';
import { requestIdFrom } from './request-id.ts';

export interface AttachOptions {
  /** The service's own routes; those that every service has are added. */
  readonly routes: Routes;
}

interface HttpTelemetry {
  readonly log: Log;
  /** Undefined where the service is not the API: no other emits `qt_api_…`. */
  readonly metrics: ApiMetrics | undefined;
}

/**
 * Sees every request of a Fastify server: span, request id, access log, metrics. To be called before routes are
 * registered. Requests that Fastify answers without its hooks (a malformed path, 503 while closing) are seen too.
 */
export function attachHttp(fastify: FastifyInstance, { log, metrics }: HttpTelemetry): void {
  const exchanges = new WeakMap<IncomingMessage, Exchange>();
  const completed = ({ method, route, status, durationMs }: Completion) => {
    metrics?.completed({ method, route, status, durationMs });
    log.event('request.completed', { method, route, status_code: status, duration_ms: round(durationMs) });
  };
  const exchangeOf = (request: IncomingMessage, response: ServerResponse) => {
    const known = exchanges.get(request);
    if (known !== undefined) return known;
    const exchange = openExchange(request, response, completed);
    exchanges.set(request, exchange);
    return exchange;
  };

  // Before Fastify's own listener. Injected requests and further listeners of a server come only to the hook below.
  fastify.server.prependListener('request', exchangeOf);
  fastify.setGenReqId((request) => exchanges.get(request as IncomingMessage)?.requestId ?? requestIdFrom(undefined));
  fastify.addHook('onRoute', ({ url }) => metrics?.admitRoute(url));
  fastify.addHook('onRequest', (request, reply, done) => {
    const exchange = exchangeOf(request.raw, reply.raw);
    request.id = exchange.requestId;
    if (request.routeOptions.url !== undefined) exchange.matched(request.routeOptions.url);
    // Entered once: Fastify itself carries the context over the parsing of a body.
    context.with(exchange.context, done);
  });
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
